//! The HTTP server: the requests that it rejects, the effect of each weather on real connections, and the transcript.

use super::stage::{
    GENERAL, Heard, JSON, ME, PUBLISH, READ, call, company, json_body, post, post_json, request, service,
};

use confab::clock::Clock;
use confab::demo::listener::{Error, Listener, Running, address};
use confab::demo::service::{Manner, TooLarge};
use confab::demo::weather::{MARKER, Weather};
use confab::remote::wire::{Publish, TypeNames, json, xml};

use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use uuid::Uuid;

use std::time::Duration;

async fn start(weather: Weather) -> Running {
    begin(Listener::new(service()).weather(weather, 4)).await
}

async fn begin(listener: Listener) -> Running {
    listener.start(address("127.0.0.1:0").unwrap()).await.unwrap()
}

fn success(heard: &Heard) -> bool {
    let answer: serde_json::Value = serde_json::from_str(&heard.body).unwrap();
    answer["success"].as_bool().unwrap()
}

fn has(server: &Running, id: u128) -> bool {
    server.with_service(|service| service.stored(Uuid::from_u128(id)).is_some())
}

#[tokio::test]
async fn all_four_media_types_publish() {
    let server = start(Weather::Clear).await;
    let publish = |id: u128| call(vec![post(id, "hello")]);
    for (id, media) in [(100, "application/json; charset=utf-8"), (101, "text/json")] {
        let body = json::write_publish(&publish(id), &TypeNames::default());
        let header = format!("Content-Type: {media}\r\n");
        let heard = request(server.address(), "POST", PUBLISH, &header, &body).await;
        assert!(heard.status == 200 && success(&heard) && has(&server, id), "{heard:?}");
        assert_eq!(heard.header("content-type"), Some("application/json; charset=utf-8"));
    }
    for (id, media) in [(102, "application/xml; charset=utf-8"), (103, "text/xml")] {
        let body = xml::write_publish(&publish(id), &TypeNames::default());
        let header = format!("Content-Type: {media}\r\n");
        let heard = request(server.address(), "POST", PUBLISH, &header, &body).await;
        assert!(heard.status == 200 && success(&heard) && has(&server, id), "{heard:?}");
    }
}

#[tokio::test]
async fn what_the_framework_refuses_is_refused() {
    let server = start(Weather::Clear).await;
    let at = server.address();
    let body = json_body(vec![post(100, "a")]);
    assert_eq!(request(at, "POST", PUBLISH, "Content-Type: text/plain\r\n", &body).await.status, 415);
    assert_eq!(request(at, "POST", PUBLISH, "", &body).await.status, 415);
    assert_eq!(request(at, "POST", "/Message/MessageApi/Publish", JSON, &body).await.status, 404);
    let verb = request(at, "PUT", PUBLISH, JSON, &body).await;
    assert_eq!((verb.status, verb.header("allow")), (405, Some("POST")));
    let lower = PUBLISH.to_lowercase();
    assert!(success(&request(at, "POST", &lower, JSON, &body).await), "paths match in any casing");
    for unreadable in [&b""[..], b"{\"Messages\":[", b"not json"] {
        let heard = post_json(at, unreadable).await;
        assert!(heard.status == 200 && !success(&heard), "{heard:?}");
    }
    let odd = xml::write_publish(&call(vec![post(101, "a")]), &TypeNames::default());
    let odd = String::from_utf8(odd).unwrap().replace(">Text<", ">1<");
    let heard = request(at, "POST", PUBLISH, "Content-Type: text/xml\r\n", odd.as_bytes()).await;
    assert!(heard.status == 200 && !success(&heard) && !has(&server, 101), "{heard:?}");
}

#[tokio::test]
async fn a_body_over_four_mebibytes_is_refused_in_one_of_three_ways() {
    let body = json_body(vec![post(100, &"x".repeat(4 * 1024 * 1024))]);
    for (too_large, status) in
        [(TooLarge::Payload, 413), (TooLarge::NotFound, 404), (TooLarge::ServerError, 500)]
    {
        let manner = Manner { too_large, ..Manner::harsh() };
        let server = begin(Listener::new(service().with_manner(manner))).await;
        let heard = post_json(server.address(), &body).await;
        // The rest of the body is not read, so the answer may be lost in a reset, but it is never a success.
        assert!(heard.status == status || heard.cut, "{heard:?}");
        assert!(!has(&server, 100));
    }
}

#[tokio::test]
async fn a_token_is_asked_for_when_one_is_set() {
    let manner = Manner { token: Some("secret".to_owned()), ..Manner::harsh() };
    let server = begin(Listener::new(service().with_manner(manner))).await;
    let body = json_body(vec![post(100, "a")]);
    assert_eq!(post_json(server.address(), &body).await.status, 401);
    let signed = format!("{JSON}Authorization: Bearer secret\r\n");
    assert_eq!(request(server.address(), "POST", PUBLISH, &signed, &body).await.status, 200);
}

#[tokio::test]
async fn messages_are_read_by_page_and_by_person() {
    let server = start(Weather::Clear).await;
    let at = server.address();
    post_json(at, &json_body((0..5).map(|n| post(100 + n, "x")).collect())).await;
    let query = br#"{"Pagination":true,"PageSize":2,"PageNumber":3}"#;
    let heard = request(at, "POST", READ, JSON, query).await;
    let answer: serde_json::Value = serde_json::from_str(&heard.body).unwrap();
    assert_eq!(answer["data"].as_array().unwrap().len(), 1);
    assert_eq!(answer["data"][0]["IsRead"], true);
    let as_ben = format!("{JSON}Authorization: Bearer {}\r\n", super::stage::BEN);
    let heard = request(at, "POST", READ, &as_ben, query).await;
    let answer: serde_json::Value = serde_json::from_str(&heard.body).unwrap();
    assert_eq!(answer["data"][0]["IsRead"], false);
    assert!(!success(&request(at, "POST", READ, JSON, b"[").await));
}

#[tokio::test]
async fn offline_takes_no_connection_ends_those_that_rest_and_nothing_arrives() {
    let server = start(Weather::Clear).await;
    let mut resting = TcpStream::connect(server.address()).await.unwrap();
    // It is taken by then.
    assert_eq!(post_json(server.address(), &json_body(vec![post(99, "a")])).await.status, 200);
    server.set_weather(Weather::Offline);
    let ended = tokio::time::timeout(Duration::from_secs(5), resting.read(&mut [0; 1])).await.unwrap();
    assert!(!matches!(ended, Ok(1..)), "{ended:?}");
    server.weathered().await;
    let refused = TcpStream::connect(server.address()).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    assert_eq!(server.calls(), 1);
    server.set_weather(Weather::Clear);
    server.weathered().await;
    assert_eq!(server.weather(), Weather::Clear);
    assert_eq!(post_json(server.address(), &json_body(vec![post(100, "a")])).await.status, 200);
}

#[tokio::test]
async fn flaky_cuts_before_after_and_in_the_middle() {
    let server = start(Weather::Flaky).await;
    let (mut before, mut after, mut whole, mut torn) = (0, 0, 0, 0);
    for n in 0..80 {
        let heard = post_json(server.address(), &json_body(vec![post(100 + n, "a")])).await;
        match (heard.cut, has(&server, 100 + n)) {
            (false, true) => whole += 1,
            (true, true) if heard.status == 200 || !heard.body.is_empty() => torn += 1,
            (true, true) => after += 1,
            (true, false) => before += 1,
            (false, false) => panic!("answered and not applied: {heard:?}"),
        }
    }
    assert!(before > 5 && after > 5 && whole > 20, "{before} {after} {torn} {whole}");
    assert!(torn > 0, "{before} {after} {torn} {whole}");
}

#[tokio::test]
async fn lost_applies_and_says_nothing() {
    let server = start(Weather::Lost).await;
    let mut lost = 0;
    for n in 0..30 {
        let heard = post_json(server.address(), &json_body(vec![post(100 + n, "a")])).await;
        assert!(has(&server, 100 + n));
        lost += usize::from(heard.cut);
    }
    assert!((10..30).contains(&lost), "{lost}");
    let calls = server.transcript().unwrap();
    assert_eq!(calls.iter().filter(|call| call.status.is_none()).count(), lost);
}

#[tokio::test]
async fn busy_answers_429_with_retry_after_and_applies_nothing() {
    let server = start(Weather::Busy).await;
    let mut busy = 0;
    for n in 0..40 {
        // Earlier `Retry-After` promises are dropped, so that every call is decided anew.
        server.set_weather(Weather::Busy);
        let heard = post_json(server.address(), &json_body(vec![post(100 + n, "a")])).await;
        if heard.status == 429 {
            busy += 1;
            let after = heard.header("retry-after").unwrap();
            assert!(after.parse::<u32>().is_ok() || httpdate::parse_http_date(after).is_ok(), "{after}");
            assert!(!has(&server, 100 + n));
        }
    }
    assert!(busy > 10, "{busy}");
}

#[tokio::test]
async fn a_server_by_another_clock_says_its_time_in_every_answer_and_in_what_it_keeps() {
    let moment: chrono::DateTime<chrono::Utc> = "2028-02-29T23:59:59Z".parse().unwrap();
    let server = begin(Listener::new(service()).clock(Clock::starting_at(moment))).await;
    let heard = [
        post_json(server.address(), &json_body(vec![post(100, "a")])).await,
        request(server.address(), "GET", "/nothing/of/the/kind", "", b"").await,
    ];
    for heard in heard {
        let date = httpdate::parse_http_date(heard.header("date").unwrap()).unwrap();
        let date = chrono::DateTime::<chrono::Utc>::from(date);
        assert!(date >= moment && date - moment < chrono::TimeDelta::hours(1), "{date}");
    }
    let at: chrono::DateTime<chrono::Utc> = server.transcript().unwrap()[0].at.parse().unwrap();
    assert!(at >= moment && at - moment < chrono::TimeDelta::hours(1), "{at}");
}

#[tokio::test]
async fn refusing_refuses_a_marked_message_and_its_whole_call() {
    let server = start(Weather::Refusing).await;
    let marked = format!("please {MARKER} this");
    let batch = json_body(vec![post(100, "fine"), post(101, &marked)]);
    let heard = post_json(server.address(), &batch).await;
    assert!(heard.status == 200 && !success(&heard) && !has(&server, 100), "{heard:?}");
    assert!(success(&post_json(server.address(), &json_body(vec![post(100, "fine")])).await));
    server.set_weather(Weather::Clear);
    assert!(success(&post_json(server.address(), &json_body(vec![post(101, &marked)])).await));
}

#[tokio::test(start_paused = true)]
async fn slow_waits_and_then_serves() {
    let server = start(Weather::Slow).await;
    let began = tokio::time::Instant::now();
    let heard = post_json(server.address(), &json_body(vec![post(100, "a")])).await;
    assert_eq!(heard.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(1_500));
}

#[tokio::test]
async fn in_a_storm_who_asks_again_gets_through_and_effects_happen_once() {
    let server = start(Weather::Storm).await;
    for n in 0..12 {
        let mut tries = 0;
        loop {
            tries += 1;
            assert!(tries < 200, "never got through");
            // `Retry-After` times and waits of a real storm take seconds; restarting the same storm drops them.
            server.set_weather(if tries % 4 == 0 { Weather::Flaky } else { Weather::Storm });
            let heard = post_json(server.address(), &json_body(vec![post(100 + n, "a")])).await;
            if heard.status == 200 && !heard.cut {
                break;
            }
        }
    }
    assert_eq!(server.with_service(|service| service.count()), 12);
}

#[tokio::test]
async fn the_transcript_has_every_call_whole_and_in_order() {
    let server = start(Weather::Clear).await;
    let at = server.address();
    let pretty = String::from_utf8(json_body(vec![post(100, "line\nbreak")])).unwrap().replace(',', ",\n ");
    post_json(at, pretty.as_bytes()).await;
    let as_xml = xml::write_publish(&call(vec![post(101, "two")]), &TypeNames::default());
    request(at, "POST", PUBLISH, "Content-Type: application/xml\r\n", &as_xml).await;
    post_json(at, b"rubbish").await;
    post_json(at, &json_body(vec![post(102, &"long ".repeat(50_000))])).await;
    let calls = server.transcript().unwrap();
    assert_eq!(calls.len(), server.calls());
    let formats: Vec<&str> = calls.iter().map(|call| call.format.as_str()).collect();
    assert_eq!(formats, ["json", "xml", "json", "json"]);
    assert!(calls.iter().all(|call| call.status == Some(200) && call.at.ends_with('Z')));
    assert!(calls[2].body.is_none());
    for index in [0, 1, 3] {
        let body = calls[index].body.as_ref().unwrap().get();
        let value: serde_json::Value = serde_json::from_str(body).unwrap();
        let names: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert_eq!(names, ["CompanyId", "Messages", "UserId"]);
        assert_eq!(value["Messages"][0].as_object().unwrap().len(), 31);
        let publish: Publish = json::read_publish(body.as_bytes()).unwrap();
        assert_eq!(publish.user_id, Some(ME));
        assert_eq!(publish.messages[0].channel_id, Some(GENERAL));
    }
    let whole = serde_json::to_value(&calls).unwrap();
    let keys: Vec<&String> = whole[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["at", "body", "format", "status"]);
    assert_eq!(whole[0]["body"]["Messages"][0]["Message"], "line\nbreak");
}

#[tokio::test]
async fn only_127_0_0_1_is_listened_on() {
    assert_eq!(address("0.0.0.0:80"), Err(Error::NotLoopback("0.0.0.0".to_owned())));
    assert_eq!(address("[::1]:80"), Err(Error::NotLoopback("::1".to_owned())));
    assert_eq!(address("127.0.0.2:80"), Err(Error::NotLoopback("127.0.0.2".to_owned())));
    assert_eq!(address("here"), Err(Error::NotAnAddress("here".to_owned())));
    let elsewhere = "0.0.0.0:0".parse().unwrap();
    let error = Listener::new(service()).start(elsewhere).await.unwrap_err();
    assert!(error.to_string().contains("only listens on 127.0.0.1"));
    let first = start(Weather::Clear).await;
    let taken = Listener::new(service()).start(first.address()).await.unwrap_err();
    assert!(matches!(taken, Error::Port { .. }), "{taken}");
}

#[tokio::test]
async fn a_stopped_server_gives_its_port_back() {
    let server = start(Weather::Clear).await;
    let at = server.address();
    assert_eq!(server.url().as_str(), format!("http://{at}/"));
    server.stop().await;
    let again = Listener::new(service()).start(at).await.unwrap();
    drop(again);
}

#[tokio::test(start_paused = true)]
async fn a_colleague_answers_and_the_answer_can_be_read() {
    let company = company();
    let me = company.me.clone();
    let friend = company.people[1].clone();
    let company_id = company.id;
    let server = begin(Listener::of_company(company)).await;
    let mut message = post(100, "Do you have a minute?");
    message.sender_id = Some(me.id.uuid());
    message.channel_id = None;
    message.is_channel = Some(false);
    message.receiver_id = Some(friend.id.uuid());
    let publish =
        Publish { user_id: Some(me.id.uuid()), company_id: Some(company_id.uuid()), messages: vec![message] };
    let body = json::write_publish(&publish, &TypeNames::default());
    let ids = |service: &mut confab::demo::Service| -> std::collections::HashSet<_> {
        service.all().filter_map(|stored| stored.message.id).collect()
    };
    let before = server.with_service(ids);
    assert!(success(&post_json(server.address(), &body).await));
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(500)).await;
        if server.with_service(|service| service.count()) > before.len() + 1 {
            break;
        }
    }
    let answers = server.with_service(|service| {
        let from_friend = |stored: &&confab::demo::service::Stored| {
            stored.message.sender_id == Some(friend.id.uuid())
                && stored.message.receiver_id == Some(me.id.uuid())
                && stored.message.id.is_some_and(|id| !before.contains(&id))
        };
        service.all().filter(from_friend).count()
    });
    assert_eq!(answers, 1);
}
