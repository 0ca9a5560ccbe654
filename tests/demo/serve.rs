//! The command `demo-server` as the cli calls it.

use super::stage::{post, post_json};

use confab::demo::serve::{Error, Options, serve};
use confab::demo::{Size, Weather};
use confab::remote::wire::{Publish, TypeNames, json};

use tokio::sync::oneshot;

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// A writer; another task can wait for its lines.
#[derive(Clone)]
struct Out(Arc<Mutex<Vec<u8>>>, Arc<tokio::sync::Notify>);

impl io::Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        self.1.notify_one();
        Ok(())
    }
}

fn options(data: Option<&Path>) -> Options {
    let size = Size { people: 5, messages: 30 };
    Options { data: data.map(Path::to_path_buf), size, seed: 9, ..Options::default() }
}

/// Runs the command while `work` runs, which gets its line of output.
async fn run<T>(options: Options, work: impl AsyncFnOnce(serde_json::Value) -> T) -> T {
    let out = Out(Arc::default(), Arc::default());
    let (stop, stopped) = oneshot::channel::<()>();
    let mut writer = out.clone();
    let task = tokio::spawn(async move {
        serve(options, &mut writer, async {
            let _ = stopped.await;
        })
        .await
    });
    tokio::time::timeout(std::time::Duration::from_secs(20), out.1.notified()).await.expect("one line");
    let text = String::from_utf8(out.0.lock().unwrap().clone()).unwrap();
    assert_eq!(text.lines().count(), 1);
    let done = work(serde_json::from_str(&text).unwrap()).await;
    drop(stop);
    task.await.unwrap().unwrap();
    done
}

async fn say(hello: &serde_json::Value, id: u128) -> u16 {
    let me = hello["user_id"].as_str().unwrap().parse().unwrap();
    let mut message = post(id, "kept");
    message.sender_id = Some(me);
    message.channel_id = None;
    message.receiver_id = Some(me);
    let company_id = hello["company_id"].as_str().unwrap().parse().ok();
    let publish = Publish { user_id: Some(me), company_id, messages: vec![message] };
    let url = hello["url"].as_str().unwrap();
    let address = url.trim_start_matches("http://").trim_end_matches('/').parse().unwrap();
    let heard = post_json(address, &json::write_publish(&publish, &TypeNames::default())).await;
    assert!(heard.body.contains("\"success\":true"), "{heard:?}");
    heard.status
}

#[tokio::test]
async fn it_says_where_it_is_in_one_line_and_stops_when_told() {
    let options = Options { weather: Weather::Refusing, ..options(None) };
    run(options, async |hello| {
        assert_eq!(hello["weather"], "refusing");
        assert_eq!((&hello["name"], &hello["seed"]), (&"Asha Rao".into(), &9.into()));
        assert_eq!(say(&hello, 100).await, 200);
    })
    .await;
}

#[tokio::test]
async fn with_a_folder_everything_is_there_in_the_next_run() {
    let temp = tempfile::tempdir().unwrap();
    let first = run(options(Some(temp.path())), async |hello| {
        say(&hello, 100).await;
        hello
    })
    .await;
    let other_seed = Options { seed: 10, ..options(Some(temp.path())) };
    run(other_seed, async |hello| {
        assert_eq!((&hello["user_id"], &hello["seed"]), (&first["user_id"], &9.into()));
        say(&hello, 101).await;
    })
    .await;
    let lines = std::fs::read_to_string(temp.path().join("demo-server.jsonl")).unwrap().lines().count();
    assert_eq!(lines, 3, "the origin and two calls");
}

#[tokio::test]
async fn another_address_is_refused_with_a_sentence() {
    let options = Options { listen: "0.0.0.0:0".to_owned(), ..options(None) };
    let error = serve(options, &mut Vec::new(), async {}).await.unwrap_err();
    assert!(matches!(error, Error::Listener(_)), "{error}");
    assert!(error.to_string().contains("only listens on 127.0.0.1"), "{error}");
}
