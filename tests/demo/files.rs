//! The files that the invented people send, and their addresses.

use confab::chat::Stamp;
use confab::chat::attachment::Media;
use confab::chat::message::Kind;
use confab::demo::listener::Listener;
use confab::demo::service::Service;
use confab::demo::{Company, Size, attachments};
use confab::files::object::{Access, ObjectStore};
use confab::files::probe;
use confab::files::watch::Watch;

use std::net::{Ipv4Addr, SocketAddr};

#[tokio::test(flavor = "multi_thread")]
async fn what_people_send_is_there_and_is_what_it_is_called() {
    let company = Company::invent(1, Size::default(), Stamp::from_ticks(17_000_000_000_000_000, 0));
    let sent: Vec<_> = company.messages.iter().flat_map(|message| &message.files).collect();
    for ending in [".jpg", ".wav", ".pdf", ".csv"] {
        assert!(sent.iter().any(|file| file.name.ends_with(ending)), "{ending}");
    }
    let listener = Listener::of_company(company.clone());
    let running = listener.start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let below = running.store().unwrap();
    let store = ObjectStore::open(&below, &Access::default()).unwrap();
    let mut names: Vec<&str> = sent.iter().map(|file| file.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let (url, path) = (below.join(&format!("demo/{name}")).unwrap(), folder.path().join(name));
        store.get(url.as_str(), &path, 10_000_000, &Watch::default()).await.unwrap();
        let facts = probe::probe(&path, name).unwrap();
        assert_eq!(confab::chat::media::disagreement(name, &facts), None, "{name} {facts:?}");
        let is = match facts.media {
            Media::Picture => Kind::Image,
            Media::Sound => Kind::Audio,
            Media::Video => Kind::Video,
            Media::Other => Kind::File,
        };
        assert_eq!(is, attachments::kind(name));
        let length = facts.millis.map(confab::chat::attachment::duration);
        assert_eq!(length, attachments::length(name), "{name}");
    }
    running.stop().await;
}

#[test]
fn their_paths_lead_to_the_server_that_there_is() {
    let company = Company::invent(1, Size::default(), Stamp::from_ticks(17_000_000_000_000_000, 0));
    let mut service = Service::of_company(&company);
    let below = url::Url::parse("http://127.0.0.1:4/files/").unwrap();
    service.place_files(&below);
    let ids = company.messages.iter().map(|message| message.id.uuid());
    let files: Vec<_> = ids.filter_map(|id| service.stored(id)?.message.files.clone()).flatten().collect();
    assert!(!files.is_empty());
    assert!(files.iter().all(|file| file.path.as_ref().unwrap().starts_with(below.as_str())), "{files:?}");
}
