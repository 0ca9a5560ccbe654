//! The bearer token: which source wins, the message without a keyring, and that the token is never shown.

use confab::settings::secret::{Error, Keyring, System, Token, Tokens};

use std::collections::BTreeMap;
use std::sync::Mutex;

#[derive(Default)]
struct InMemory(Mutex<BTreeMap<String, String>>);

impl Keyring for InMemory {
    fn get(&self, account: &str) -> Result<Option<String>, Error> {
        Ok(self.0.lock().unwrap().get(account).cloned())
    }
    fn set(&self, account: &str, token: &str) -> Result<(), Error> {
        self.0.lock().unwrap().insert(account.to_owned(), token.to_owned());
        Ok(())
    }
    fn forget(&self, account: &str) -> Result<(), Error> {
        self.0.lock().unwrap().remove(account);
        Ok(())
    }
}

struct Nobody;

impl Keyring for Nobody {
    fn get(&self, _: &str) -> Result<Option<String>, Error> {
        Err(Error::NoKeyring("nothing is running".to_owned()))
    }
    fn set(&self, _: &str, _: &str) -> Result<(), Error> {
        Err(Error::NoKeyring("nothing is running".to_owned()))
    }
    fn forget(&self, _: &str) -> Result<(), Error> {
        Ok(())
    }
}

#[tokio::test]
async fn a_token_is_kept_per_account_and_forgotten_on_demand() {
    let tokens = Tokens::new(None, InMemory::default());
    assert_eq!(tokens.get("a".to_owned()).await, Ok(None));
    tokens.set("a".to_owned(), Token::new(" Bearer abc.def\n").unwrap()).await.unwrap();
    assert_eq!(tokens.get("a".to_owned()).await.unwrap().unwrap().reveal(), "abc.def");
    assert_eq!(tokens.get("b".to_owned()).await, Ok(None));
    tokens.forget("a".to_owned()).await.unwrap();
    assert_eq!(tokens.get("a".to_owned()).await, Ok(None));
}

#[tokio::test]
async fn the_variable_wins_and_needs_no_keyring() {
    let tokens = Tokens::new(Some("from-env".to_owned()), Nobody);
    assert_eq!(tokens.get("a".to_owned()).await.unwrap().unwrap().reveal(), "from-env");
    let empty = Tokens::new(Some("  ".to_owned()), InMemory::default());
    assert_eq!(empty.get("a".to_owned()).await, Ok(None));
}

#[tokio::test]
async fn without_a_keyring_the_way_out_is_named() {
    let error = Tokens::new(None, Nobody).get("a".to_owned()).await.unwrap_err();
    assert!(error.to_string().contains("CONFAB_TOKEN"), "{error}");
}

#[tokio::test]
async fn the_systems_keyring_answers_one_way_or_the_other() {
    // On a system without a keyring this is an expected error; with one, the account is unknown.
    match Tokens::new(None, System).get("a test that keeps nothing".to_owned()).await {
        Ok(token) => assert_eq!(token, None),
        Err(error) => assert!(matches!(error, Error::NoKeyring(_) | Error::Refused(_)), "{error}"),
    }
}

#[test]
fn a_token_shows_nothing_of_itself_and_fits_a_header() {
    let token = Token::new("abc").unwrap();
    assert_eq!(format!("{token:?}"), "Token(…)");
    assert!(Token::new("a b").is_err());
    assert!(Token::new("").is_err());
    assert!(Token::new("ключ").is_err());
}
