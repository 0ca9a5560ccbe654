//! Saving `settings.toml`: atomically, and with the comments of its author.

use confab::chat::person::Role;
use confab::chat::{CompanyId, PersonId};
use confab::settings::{Account, Error, Format, KindName, Overrides, Reports, Settings, check, load, save};

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

fn fresh() -> Settings {
    let account = Account {
        user_id: PersonId::new(uuid::Uuid::from_u128(7)),
        company_id: CompanyId::new(uuid::Uuid::from_u128(8)),
        name: "Asha \"Ash\" Rao".to_owned(),
        role: Role::Member,
    };
    Settings::new(check::url("https://chat.example.org/x").unwrap(), account)
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("settings.toml");
    (temp, path)
}

#[test]
fn what_is_saved_reads_back_equal_whatever_was_chosen() {
    let (_temp, path) = place();
    let mut settings = fresh();
    save(&path, &settings).unwrap();
    assert_eq!(load(&path, &Overrides::none()).unwrap(), settings);
    settings.server.format = Format::Xml;
    settings.server.publish_path = "api/publish".to_owned();
    settings.server.headers.insert("X-Tenant".to_owned(), "a\"b".to_owned());
    settings.server.ca_file = Some(PathBuf::from("/etc/ssl/acme.pem"));
    settings.server.message_types.image = Some(12);
    settings.server.message_type_names.insert(KindName::Image, "Picture".to_owned());
    settings.account.role = Role::Support;
    settings.publish.max_messages = 7;
    settings.publish.max_bytes = 70_000;
    settings.publish.timeout = Duration::from_secs(75);
    settings.publish.max_text = Some(800);
    settings.publish.reports = Reports::Child;
    settings.files.store = Some(check::store("s3://bucket/chat").unwrap());
    save(&path, &settings).unwrap();
    assert_eq!(load(&path, &Overrides::none()).unwrap(), settings);
    let plain = fresh();
    save(&path, &plain).unwrap();
    assert_eq!(load(&path, &Overrides::none()).unwrap(), plain);
}

#[test]
fn comments_order_and_spelled_out_defaults_stay() {
    let (_temp, path) = place();
    let text = "# ours\n[account] # who\nname = \"Asha Rao\"\nuser_id = \"b1129105-9859-4ef5-b004-39adaa2e15d1\"\ncompany_id = \"b1f7d1ba-3b14-4d28-95c7-a56ab95b1a89\"\n\n[server]\nformat   =   \"json\" # stays\nurl = \"https://chat.example.org\" # the real one\n";
    fs::write(&path, text).unwrap();
    let mut settings = load(&path, &Overrides::none()).unwrap();
    save(&path, &settings).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    settings.account.name = "Asha R.".to_owned();
    settings.publish.max_messages = 5;
    save(&path, &settings).unwrap();
    let after = fs::read_to_string(&path).unwrap();
    assert!(after.starts_with(&text.replace("Asha Rao", "Asha R.")), "{after}");
    assert!(after.contains("[publish]\nmax_messages = 5"), "{after}");
}

#[cfg(unix)]
#[test]
fn the_file_is_never_readable_for_others_and_a_link_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (temp, path) = place();
    let real = temp.path().join("real.toml");
    fs::write(&real, "").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o644)).unwrap();
    symlink(&real, &path).unwrap();
    save(&path, &fresh()).unwrap();
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 2, "nothing is left lying about");
}

#[test]
fn a_file_that_is_not_toml_is_not_overwritten() {
    let (_temp, path) = place();
    fs::write(&path, "[server\nurl=").unwrap();
    let error = save(&path, &fresh()).unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "[server\nurl=");
}

#[test]
fn a_folder_that_takes_no_file_leaves_the_old_one_alone() {
    let (temp, _) = place();
    let missing = temp.path().join("gone").join("settings.toml");
    let error = save(&missing, &fresh()).unwrap_err();
    assert!(error.to_string().ends_with("Nothing was changed."), "{error}");
}
