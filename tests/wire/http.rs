//! HTTP against a scripted server: the requests, and the meaning of every answer or missing answer.

use crate::endpoint::endpoint;
use crate::samples;
use crate::server::{Act, Server, answer};

use confab::remote::answer::PUBLISH_CAP;
use confab::remote::http::{Endpoint, Format, Http, PAGE_SIZE};
use confab::remote::wire::{Date, TypeNames, json, xml};
use confab::remote::{Call, Errand, Failure, Others, Reached, Receipt, Remote, Rest, Search, Wait};

use std::sync::Arc;
use std::time::{Duration, SystemTime};

pub(crate) const OK: &[u8] = br#"{"success":true,"data":null,"apiResponseMessages":[]}"#;

/// The sample as a call; its two elements get different ids.
pub(crate) fn call() -> Call {
    let mut publish = json::read_publish(samples::JSON).unwrap();
    publish.messages[1].id = Some(uuid::Uuid::from_u128(2));
    let freeze = |message| Arc::from(json::write_message(message, &TypeNames::default()));
    Call {
        errand: Errand::Messages,
        user: publish.user_id.unwrap(),
        company: publish.company_id.unwrap(),
        elements: publish.messages.iter().map(freeze).collect(),
    }
}

pub(crate) async fn publish(act: Act) -> Result<Receipt, Failure> {
    let server = Server::start([act]).await;
    let outcome = Http::new(endpoint(&server.url)).unwrap().publish(call()).await;
    assert_eq!(server.requests().len(), 1, "one call is one request");
    outcome
}

pub(crate) fn unclear(outcome: Result<Receipt, Failure>) -> String {
    match outcome {
        Err(Failure::Unclear(words)) => words,
        other => panic!("{other:?}"),
    }
}

fn misdirected(outcome: Result<Receipt, Failure>) -> String {
    match outcome {
        Err(Failure::Misdirected(words)) => words,
        other => panic!("{other:?}"),
    }
}

fn unreachable(outcome: Result<Receipt, Failure>) -> (Reached, String) {
    match outcome {
        Err(Failure::Unreachable { reached, words }) => (reached, words),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn refused(outcome: Result<Receipt, Failure>) -> String {
    match outcome {
        Err(Failure::Refused(words)) => words,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_call_goes_out_once_with_everything_the_settings_ask_for() {
    let server = Server::start([Act::Say(answer(200, "", OK))]).await;
    let endpoint = Endpoint {
        token: Some("t0ken".to_owned()),
        headers: vec![("X-Tenant".to_owned(), "acme".to_owned())],
        ..endpoint(&format!("{}prefix/a%20b/", server.url))
    };
    let receipt = Http::new(endpoint).unwrap().publish(call()).await.unwrap();
    assert_eq!(receipt, Receipt::default());
    let request = server.requests().remove(0);
    assert!(
        request
            .head
            .starts_with("POST /prefix/a%20b/Message/MessageApi/PublishMessagesToServer HTTP/1.1\r\n")
    );
    for (name, value) in [
        ("content-type", Some("application/json; charset=utf-8")),
        ("accept", Some("application/json")),
        ("authorization", Some("Bearer t0ken")),
        ("x-tenant", Some("acme")),
        ("user-agent", Some(concat!("Confab/", env!("CARGO_PKG_VERSION")))),
        ("accept-encoding", Some("identity")),
        ("transfer-encoding", None),
        ("referer", None),
    ] {
        assert_eq!(request.header(name), value, "{name}");
    }
    let call = call();
    let expected =
        json::join_publish(call.user, call.company, call.elements.iter().map(|element| &**element));
    assert_eq!(request.body, expected);
}

#[tokio::test]
async fn in_xml_the_same_elements_go_out_as_the_server_wants_them() {
    let server = Server::start([Act::Say(answer(200, "", OK))]).await;
    let endpoint = Endpoint { format: Format::Xml, ..endpoint(&server.url) };
    Http::new(endpoint).unwrap().publish(call()).await.unwrap();
    let request = server.requests().remove(0);
    assert_eq!(request.header("content-type"), Some("application/xml; charset=utf-8"));
    let mut expected = xml::read_publish(samples::XML).unwrap();
    expected.messages[1].id = Some(uuid::Uuid::from_u128(2));
    assert_eq!(request.body, xml::write_publish(&expected, &TypeNames::default()));
}

#[tokio::test]
async fn a_damaged_element_is_refused_before_anything_is_sent_as_xml() {
    let server = Server::start([]).await;
    let endpoint = Endpoint { format: Format::Xml, ..endpoint(&server.url) };
    let broken = Call { elements: vec![Arc::from("{\"Id\":")], ..call() };
    assert!(refused(Http::new(endpoint).unwrap().publish(broken).await).contains("damaged"));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn an_accepting_answer_is_a_receipt() {
    assert_eq!(publish(Act::Say(answer(200, "", OK))).await, Ok(Receipt::default()));
    assert_eq!(publish(Act::Say(answer(201, "", OK))).await, Ok(Receipt::default()));
    assert_eq!(publish(Act::Drip(answer(200, "", OK))).await, Ok(Receipt::default()));
    assert_eq!(publish(Act::Say(b"HTTP/1.1 204 X\r\n\r\n".to_vec())).await, Ok(Receipt::default()));
    let chunked =
        [&b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n"[..], &OK[..16], b"\r\n"].concat();
    let rest = format!("{:x}\r\n{}\r\n0\r\n\r\n", OK.len() - 16, std::str::from_utf8(&OK[16..]).unwrap());
    assert_eq!(publish(Act::Say([&chunked[..], rest.as_bytes()].concat())).await, Ok(Receipt::default()));
}

#[tokio::test]
async fn refused_elements_are_told_apart_from_the_others() {
    let first = "591beec0-9407-47c0-8740-c5601a93f7c8";
    let body = |success, id: &str| {
        format!(
            r#"{{"success":{success},"apiResponseMessages":[{{"messageTypeEnum":2,"fieldName":"{id}","message":"No"}}]}}"#
        )
    };
    for (success, others) in [(true, Others::Accepted), (false, Others::Unsaid)] {
        let receipt = publish(Act::Say(answer(200, "", body(success, first).as_bytes()))).await.unwrap();
        assert_eq!(receipt, Receipt { refused: vec![(first.parse().unwrap(), "No".to_owned())], others });
    }
    let stranger = body(true, "16709a72-e02f-4aa0-bf94-6cd4a6101dbe");
    assert_eq!(refused(publish(Act::Say(answer(200, "", stranger.as_bytes()))).await), "No");
    let whole =
        br#"{"Content":{"Success":false,"ApiResponseMessages":[{"MessageTypeEnum":2,"Message":"Closed"}]}}"#;
    assert_eq!(refused(publish(Act::Say(answer(200, "", whole))).await), "Closed");
}

#[tokio::test]
async fn statuses_that_refuse_give_the_servers_words() {
    for status in [400, 409, 413, 422, 402, 418] {
        let said = publish(Act::Say(answer(status, "", br#"{"Message":"Not this."}"#))).await;
        assert_eq!(refused(said), "Not this.", "{status}");
        let silent = refused(publish(Act::Say(answer(status, "", b""))).await);
        assert!(silent.contains(&status.to_string()), "{silent}");
    }
}

#[tokio::test]
async fn an_envelope_under_a_refusing_status_gives_its_message_and_names_its_elements() {
    let word =
        br#"{"apiResponseMessages":[{"messageTypeEnum":2,"fieldName":"Message","message":"word not allowed"}]}"#;
    let first = "591beec0-9407-47c0-8740-c5601a93f7c8";
    let named = format!(
        r#"{{"success":false,"apiResponseMessages":[{{"messageTypeEnum":2,"fieldName":"{first}","message":"No"}}]}}"#
    );
    // An envelope that names many elements is longer than any error page.
    let many = (0..2_000).map(|at| {
        format!(
            r#"{{"messageTypeEnum":2,"fieldName":"{}","message":"No"}},"#,
            uuid::Uuid::from_u128(1_000 + at)
        )
    });
    let many = named.replace(":[", &format!(":[{}", many.collect::<String>()));
    for status in [400, 403, 409, 422] {
        let outcome = publish(Act::Say(answer(status, "", word))).await;
        if status == 403 {
            assert_eq!(outcome, Err(Failure::SignIn));
            continue;
        }
        assert_eq!(refused(outcome), "word not allowed", "{status}");
        for named in [&named, &many] {
            let receipt = publish(Act::Say(answer(status, "", named.as_bytes()))).await.unwrap();
            let refused = vec![(first.parse().unwrap(), "No".to_owned())];
            assert_eq!(receipt, Receipt { refused, others: Others::Unsaid }, "{status}");
        }
    }
}

#[tokio::test]
async fn statuses_that_ask_for_patience_are_busy() {
    for status in [408, 425, 429, 500, 501, 502, 503, 504, 599] {
        let outcome = publish(Act::Say(answer(status, "", b"<html>later</html>"))).await;
        assert_eq!(outcome, Err(Failure::Busy { status, after: None }));
    }
}

#[tokio::test]
async fn retry_after_is_read_in_seconds_and_as_a_date() {
    let date = "Wed, 21 Oct 2026 07:28:00 GMT";
    let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(1_792_567_680);
    for (headers, after) in [
        ("Retry-After: 17\r\n".to_owned(), Some(Wait::For(Duration::from_secs(17)))),
        ("Retry-After:  0 \r\n".to_owned(), Some(Wait::For(Duration::ZERO))),
        (format!("Retry-After: {date}\r\n"), Some(Wait::Until(moment))),
        (
            format!("Date: Wed, 21 Oct 2026 07:26:30 GMT\r\nRetry-After: {date}\r\n"),
            Some(Wait::For(Duration::from_secs(90))),
        ),
        (
            format!("Date: Wed, 21 Oct 2026 07:30:00 GMT\r\nRetry-After: {date}\r\n"),
            Some(Wait::For(Duration::ZERO)),
        ),
        ("Retry-After: soon\r\n".to_owned(), None),
        ("Retry-After: -5\r\n".to_owned(), None),
    ] {
        let outcome = publish(Act::Say(answer(429, &headers, b""))).await;
        assert_eq!(outcome, Err(Failure::Busy { status: 429, after }), "{headers}");
    }
    let epoch = SystemTime::UNIX_EPOCH;
    assert_eq!(Wait::For(Duration::MAX).length(1_000), Duration::MAX);
    assert_eq!(Wait::Until(epoch + Duration::from_secs(5)).length(1_000), Duration::from_secs(4));
    assert_eq!(Wait::Until(epoch).length(1_000), Duration::ZERO, "a moment that is over is no wait");
}

#[tokio::test]
async fn sign_in_is_asked_for_by_401_and_403() {
    for status in [401, 403] {
        assert_eq!(publish(Act::Say(answer(status, "", b"<html>"))).await, Err(Failure::SignIn));
    }
}

#[tokio::test]
async fn a_wrong_address_or_format_says_what_to_check() {
    for status in [404, 405, 410, 421] {
        let words = misdirected(publish(Act::Say(answer(status, "", b"<html><title>404</title>"))).await);
        assert!(words.contains("Check the server address"), "{words}");
    }
    for status in [406, 415] {
        let words = misdirected(publish(Act::Say(answer(status, "", b""))).await);
        assert!(words.contains("application/json") && words.contains("other format"), "{words}");
    }
    let old = br#"{"Message":"An error has occurred.","ExceptionMessage":"No MediaTypeFormatter is available to read"}"#;
    assert!(misdirected(publish(Act::Say(answer(500, "", old))).await).contains("other format"));
    assert!(misdirected(publish(Act::Say(answer(407, "", b""))).await).contains("proxy"));
    assert!(misdirected(publish(Act::Say(answer(431, "", b""))).await).contains("headers"));
}

#[tokio::test]
async fn redirects_are_never_followed_and_never_told_with_their_secrets() {
    let elsewhere = Server::start([Act::Say(answer(200, "", OK))]).await;
    for status in [300, 301, 302, 303, 307, 308] {
        let location = format!("Location: {}login?token=s3cret#x\r\n", elsewhere.url);
        let words = misdirected(publish(Act::Say(answer(status, &location, b""))).await);
        assert!(words.contains(&format!("{}login (", elsewhere.url)) && !words.contains("s3cret"), "{words}");
    }
    assert_eq!(elsewhere.connections(), 0);
    assert!(misdirected(publish(Act::Say(answer(302, "", b""))).await).contains("another address"));
}

#[tokio::test]
async fn a_body_over_asp_nets_limits_is_refused_and_not_a_wrong_address() {
    for (status, page) in [
        (404, "<html><title>IIS Detailed Error - 404.13 - Not Found</title>"),
        (404, "<h2>HTTP Error 404.13</h2> configure maxAllowedContentLength"),
        (500, "<html><title>Runtime Error</title>Maximum request length exceeded."),
        (413, ""),
    ] {
        let words = refused(publish(Act::Say(answer(status, "", page.as_bytes()))).await);
        assert!(words.contains("too large"), "{words}");
    }
}

#[tokio::test]
async fn an_answer_before_the_body_was_read_still_counts() {
    for early in [Act::SayEarly, Act::SayAndReset] {
        let early = early(answer(413, "Connection: close\r\n", b""));
        let may_reset = matches!(early, Act::SayAndReset(_));
        let server = Server::start([early]).await;
        let mut large = call();
        let element = Arc::clone(&large.elements[0]);
        large.elements = vec![element; 4000];
        match Http::new(endpoint(&server.url)).unwrap().publish(large).await {
            Err(Failure::Refused(words)) => assert!(words.contains("too large"), "{words}"),
            // A reset may overtake the answer; then the outcome is unknown.
            Err(Failure::Unreachable { reached: Reached::Perhaps, .. }) if may_reset => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn two_hundred_with_anything_but_an_envelope_is_unclear() {
    for body in [&b""[..], b"<html><title>Sign in</title></html>", b"{\"success\":tr", b"null"] {
        let words = unclear(publish(Act::Say(answer(200, "", body))).await);
        assert!(words.contains("may have arrived"), "{words}");
    }
}

#[tokio::test]
async fn five_megabytes_of_rubbish_are_not_read_to_their_end() {
    let words = unclear(publish(Act::Say(answer(200, "", &vec![b'x'; 5_000_000]))).await);
    assert!(words.contains("too long"), "{words}");
    // An envelope that would mean success, if it were read completely.
    let padded = [OK, &vec![b' '; PUBLISH_CAP]].concat();
    assert!(unclear(publish(Act::Say(answer(200, "", &padded))).await).contains("too long"));
    let endless = b"HTTP/1.1 200 X\r\nContent-Length: 99999999999999\r\n\r\n".to_vec();
    let endless = [endless, vec![b'x'; 2 * PUBLISH_CAP]].concat();
    assert!(unclear(publish(Act::Say(endless)).await).contains("too long"));
    let refusal = publish(Act::Say(answer(400, "", &vec![b'x'; 5_000_000]))).await;
    assert!(refused(refusal).chars().count() <= 400);
}

#[tokio::test]
async fn an_answer_that_lies_about_its_length_is_cut_or_read_as_it_says() {
    let short = [&b"HTTP/1.1 200 X\r\nContent-Length: 500\r\n\r\n"[..], OK].concat();
    let (reached, words) = unreachable(publish(Act::SayAndClose(short)).await);
    assert_eq!(reached, Reached::Perhaps);
    assert!(words.contains("was lost"), "{words}");
    let long = [&b"HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\n"[..], OK].concat();
    assert!(unclear(publish(Act::SayAndClose(long)).await).contains("incomplete or damaged"));
    let rubbish = publish(Act::SayAndClose(b"SSH-2.0-OpenSSH\r\n\r\n".to_vec())).await;
    assert_eq!(unreachable(rubbish).0, Reached::Perhaps);
}

#[tokio::test]
async fn a_status_counts_although_its_body_is_cut() {
    let cut = b"HTTP/1.1 422 X\r\nContent-Length: 500\r\n\r\n{\"Mess".to_vec();
    assert!(refused(publish(Act::SayAndClose(cut)).await).contains("422"));
    let cut = b"HTTP/1.1 503 X\r\nRetry-After: 3\r\nContent-Length: 500\r\n\r\n<h".to_vec();
    let after = Some(Wait::For(Duration::from_secs(3)));
    assert_eq!(publish(Act::SayAndClose(cut)).await, Err(Failure::Busy { status: 503, after }));
}

#[tokio::test]
async fn a_connection_cut_after_the_request_may_have_delivered_it() {
    let failure = publish(Act::CutAfterBody).await.unwrap_err();
    assert!(failure.may_have_taken_effect());
    assert_eq!(unreachable(Err(failure)).0, Reached::Perhaps);
    assert_eq!(unreachable(publish(Act::CutBeforeBody).await).0, Reached::Perhaps);
}

#[tokio::test]
async fn nobody_listening_means_that_nothing_left() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let failure = Http::new(endpoint(&url)).unwrap().publish(call()).await.unwrap_err();
    assert!(!failure.may_have_taken_effect());
    let (reached, words) = unreachable(Err(failure));
    assert_eq!((reached, words.as_str()), (Reached::Never, "Could not reach the server 127.0.0.1."));
}

#[tokio::test]
async fn a_silent_server_is_given_up_after_the_timeout() {
    let server = Server::start([Act::Stall]).await;
    let endpoint = Endpoint { timeout: Duration::from_millis(150), ..endpoint(&server.url) };
    let (reached, words) = unreachable(Http::new(endpoint).unwrap().publish(call()).await);
    assert_eq!(reached, Reached::Perhaps);
    assert!(words.contains("did not reply within 150ms"), "{words}");
}

#[tokio::test]
async fn an_answer_that_never_ends_is_given_up_after_the_timeout() {
    let head = b"HTTP/1.1 200 X\r\nContent-Length: 500\r\n\r\n{".to_vec();
    let server = Server::start([Act::Say(head)]).await;
    let endpoint = Endpoint { timeout: Duration::from_millis(150), ..endpoint(&server.url) };
    assert_eq!(unreachable(Http::new(endpoint).unwrap().publish(call()).await).0, Reached::Perhaps);
}

#[tokio::test]
async fn a_kept_connection_is_used_again_and_a_cut_one_is_no_reason_to_send_twice() {
    let server =
        Server::start([Act::Say(answer(200, "", OK)), Act::CutAfterBody, Act::Say(answer(200, "", OK))])
            .await;
    let http = Http::new(endpoint(&server.url)).unwrap();
    assert_eq!(http.publish(call()).await, Ok(Receipt::default()));
    assert_eq!(unreachable(http.publish(call()).await).0, Reached::Perhaps);
    assert_eq!(
        (server.requests().len(), server.connections()),
        (2, 1),
        "the same connection, no silent repeat"
    );
    assert_eq!(http.publish(call()).await, Ok(Receipt::default()));
    assert_eq!((server.requests().len(), server.connections()), (3, 2));
}

#[tokio::test]
async fn localhost_is_this_machine_whatever_the_resolver_says() {
    let server = Server::start([Act::Say(answer(200, "", OK))]).await;
    let url = server.url.replace("127.0.0.1", "localhost");
    assert_eq!(Http::new(endpoint(&url)).unwrap().publish(call()).await, Ok(Receipt::default()));
}

#[tokio::test]
async fn pages_are_asked_for_with_the_servers_date_unchanged() {
    let entry = |index: usize| format!(r#"{{"id":"{}"}}"#, uuid::Uuid::from_u128(index as u128 + 1));
    let list = |count: usize| (0..count).map(entry).collect::<Vec<_>>().join(",");
    let full = format!(r#"{{"success":true,"data":[{}]}}"#, list(PAGE_SIZE));
    let last = format!(r#"{{"success":true,"data":[{},{{"n":1}}]}}"#, list(2));
    let server = Server::start([full, last].map(|body| Act::Say(answer(200, "", body.as_bytes())))).await;
    let http = Http::new(Endpoint { format: Format::Xml, ..endpoint(&server.url) }).unwrap();
    let since = Date::parse("2025-12-14T01:24:46.8208821+05:30");
    let page = http.messages(Search::since(since), 1).await.unwrap();
    assert_eq!((page.messages.len(), page.rest), (PAGE_SIZE, Rest::Perhaps));
    let page = http.messages(Search::default(), 2).await.unwrap();
    assert_eq!((page.messages.len(), page.rest, page.notes.count()), (2, Rest::None, 1));
    let requests = server.requests();
    assert!(requests[0].head.starts_with("POST /Message/MessageApi/GetUserOrChannelMessages HTTP/1.1\r\n"));
    assert_eq!(requests[0].header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(
        std::str::from_utf8(&requests[0].body).unwrap(),
        r#"{"IsPinned":false,"IsStarred":false,"PageSize":100,"PageNumber":1,"Pagination":true,"LastSyncDateTime":"2025-12-14T01:24:46.8208821+05:30"}"#
    );
    assert_eq!(
        std::str::from_utf8(&requests[1].body).unwrap(),
        r#"{"IsPinned":false,"IsStarred":false,"PageSize":100,"PageNumber":2,"Pagination":true}"#
    );
}

#[tokio::test]
async fn a_page_that_is_none_is_a_failure_of_its_kind() {
    let read = async |act| {
        let server = Server::start([act]).await;
        Http::new(endpoint(&server.url)).unwrap().messages(Search::default(), 1).await.unwrap_err()
    };
    assert_eq!(read(Act::Say(answer(403, "", b""))).await, Failure::SignIn);
    let no = br#"{"success":false,"message":"No"}"#;
    assert_eq!(read(Act::Say(answer(200, "", no))).await, Failure::Refused("No".to_owned()));
    assert!(matches!(read(Act::Say(answer(200, "", b"<html>"))).await, Failure::Unclear(_)));
    for status in [404, 405, 501] {
        assert_eq!(read(Act::Say(answer(status, "", b""))).await, Failure::Unreadable(status));
    }
    assert!(matches!(read(Act::CutAfterBody).await, Failure::Unreachable { .. }));
}

#[tokio::test]
async fn the_servers_date_says_how_far_this_computers_clock_is_off() {
    let skew = async |date: &str| {
        let head = format!("HTTP/1.1 200 OK\r\n{date}Content-Length: {}\r\n\r\n", OK.len());
        let server = Server::start([Act::Say([head.as_bytes(), OK].concat())]).await;
        let http = Http::new(endpoint(&server.url)).unwrap();
        http.publish(call()).await.unwrap();
        let clock = confab::clock::Clock::System;
        http.skew().unwrap().ahead(clock.millis(), clock.steady())
    };
    let hour = SystemTime::now() + Duration::from_secs(3_600);
    let ahead = skew(&format!("Date: {}\r\n", httpdate::fmt_http_date(hour))).await;
    assert!((3_540_000..3_660_000).contains(&ahead), "{ahead}");
    let now = skew(&format!("Date: {}\r\n", httpdate::fmt_http_date(SystemTime::now()))).await;
    assert_eq!(now, 0, "clocks within two minutes are the same");
    for nothing in ["", "Date: soon\r\n", "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"] {
        assert_eq!(skew(nothing).await, 0, "{nothing}");
    }
}
