//! Every answer, whatever its bytes, results in a typed outcome.

use confab::remote::answer::{Answer, PAGE_CAP, PUBLISH_CAP, Whole, plain, read, read_messages, words};
use proptest::prelude::*;

const ID: &str = "591beec0-9407-47c0-8740-c5601a93f7c8";
const OTHER: &str = "16709a72-e02f-4aa0-bf94-6cd4a6101dbe";

fn refusal(body: &str) -> (String, Vec<(String, String)>, Whole) {
    match read(body.as_bytes()) {
        Answer::Refused { reason, elements, whole } => {
            (reason, elements.into_iter().map(|(id, why)| (id.to_string(), why)).collect(), whole)
        }
        other @ (Answer::Accepted | Answer::Unreadable { .. }) => panic!("{body}: {other:?}"),
    }
}

fn hint(body: &[u8]) -> String {
    match read(body) {
        Answer::Unreadable { hint } => hint,
        other @ (Answer::Accepted | Answer::Refused { .. }) => panic!("{other:?}"),
    }
}

#[test]
fn the_bare_and_the_wrapped_form_are_accepted_in_any_casing() {
    for body in [
        r#"{"success":true,"data":null,"result":null,"apiResponseMessages":[]}"#,
        r#"{"Success":true,"Data":"591beec0-9407-47c0-8740-c5601a93f7c8","Result":null,"ApiResponseMessages":null}"#,
        r#"{"Content":{"SUCCESS":true},"SerializerSettings":{"Converters":[]},"Encoding":{},"Request":null}"#,
        r#"{"ContentEncoding":null,"ContentType":null,"Data":{"success":true},"JsonRequestBehavior":0}"#,
        r#"{"Data":"{\"Success\":\"true\",\"Data\":[]}"}"#,
        r#""{\"success\":1}""#,
        r#"{"data":[{"Id":"591beec0-9407-47c0-8740-c5601a93f7c8","Message":"echoed","IsDeleted":false}]}"#,
        r#"{"success":true,"apiResponseMessages":[{"messageTypeEnum":0,"message":"Saved"},{"messageTypeEnum":1,"message":"Slow"}]}"#,
        r#"{"success":true,"data":{"Message":"echoed"}}"#,
        r#"{"success":true,"errors":["only a warning"]}"#,
        "{}",
    ] {
        assert_eq!(read(body.as_bytes()), Answer::Accepted, "{body}");
    }
    let marked: Vec<u8> = [b"\xEF\xBB\xBF", &b"{\"success\":true}"[..]].concat();
    assert_eq!(read(&marked), Answer::Accepted);
    let wide: Vec<u8> = "{\"success\":true}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&wide), Answer::Accepted);
}

#[test]
fn a_false_flag_or_an_error_entry_refuses_wherever_it_stands() {
    for body in [
        r#"{"success":false}"#,
        r#"{"SUCCESS":"False","data":null}"#,
        r#"{"Content":{"Success":false},"Encoding":null}"#,
        r#"{"Content":{"Data":{"Success":0}}}"#,
        r#"{"Data":"{\"success\":false}"}"#,
        r#""\"{\\\"success\\\":false}\"""#,
        r#"{"success":true,"apiResponseMessages":[{"messageTypeEnum":2}]}"#,
        r#"{"ApiResponseMessages":[{"MessageTypeEnum":"Error"}]}"#,
        r#"{"apiResponseMessages":{"messageTypeEnum":"2"}}"#,
        r#"{"apiResponseMessages":"[{\"messageTypeEnum\":2}]"}"#,
    ] {
        assert_eq!(refusal(body).0, "The server rejected this without giving a reason.", "{body}");
    }
}

#[test]
fn the_reason_is_the_servers_own() {
    let body = r#"{"success":false,"apiResponseMessages":[
        {"messageTypeEnum":0,"message":"info"},
        {"messageTypeEnum":2,"fieldName":"Message","message":"Too\n long.\u0007"},
        {"messageTypeEnum":2,"fieldName":"Message","message":"Too\n long.\u0007"},
        {"messageTypeEnum":2,"message":"And rude."}]}"#;
    assert_eq!(refusal(body), ("Too long. And rude.".to_owned(), vec![], Whole::Failed));
    let body = r#"{"success":false,"apiResponseMessages":[{"messageTypeEnum":1,"message":"Closed today"}]}"#;
    assert_eq!(refusal(body).0, "Closed today");
    assert_eq!(refusal(r#"{"Success":false,"Message":"No"}"#).0, "No");
    let long = format!(r#"{{"success":false,"message":"{}"}}"#, "ä".repeat(5000));
    assert_eq!(refusal(&long).0.chars().count(), 400);
}

#[test]
fn a_known_code_gets_a_sentence_and_keeps_the_original() {
    let sentence = "You are no longer a member of this channel. (SeemsYouAreRemovedFromTheChannel)";
    let body =
        r#"{"apiResponseMessages":[{"messageTypeEnum":2,"message":"SeemsYouAreRemovedFromTheChannel"}]}"#;
    assert_eq!(refusal(body), (sentence.to_owned(), vec![], Whole::Unsaid));
    assert_eq!(plain("SeemsYouAreRemovedFromTheChannel"), sentence);
    assert_eq!(plain("SomethingElse"), "SomethingElse");
}

#[test]
fn elements_that_the_envelope_names_are_told_apart() {
    let body = format!(
        r#"{{"success":true,"apiResponseMessages":[
            {{"messageTypeEnum":2,"fieldName":"{ID}","message":"No such parent"}},
            {{"messageTypeEnum":1,"fieldName":"{OTHER}","message":"only a warning"}}]}}"#
    );
    let named = vec![(ID.to_owned(), "No such parent".to_owned())];
    assert_eq!(refusal(&body), ("No such parent".to_owned(), named.clone(), Whole::Unsaid));
    let body = format!(
        r#"{{"Success":false,"Data":[{{"Id":"{OTHER}","Success":true}},
            {{"Id":"{ID}","Success":false,"Message":"No such parent"}}]}}"#
    );
    assert_eq!(refusal(&body), ("No such parent".to_owned(), named, Whole::Failed));
}

#[test]
fn nothing_is_proven_by_an_answer_without_words() {
    for body in [
        "",
        " \r\n",
        "\u{FEFF}",
        r#"{"Content":null,"SerializerSettings":{},"Encoding":null,"Request":null}"#,
    ] {
        assert_eq!(hint(body.as_bytes()), "The server sent an empty reply.", "{body}");
    }
}

#[test]
fn nothing_is_proven_by_what_is_no_envelope() {
    for body in ["null", "true", "false", "7", "[]", "[{\"a\":1}]", "\"done\"", "\"\""] {
        assert_eq!(hint(body.as_bytes()), "The server’s reply has an unknown format.", "{body}");
    }
    for body in [
        r#"{"Message":"An error has occurred."}"#,
        r#"{"Message":"An error has occurred.","ExceptionMessage":"x","ExceptionType":"y","StackTrace":"z"}"#,
        r#"{"error":"login required"}"#,
    ] {
        assert_eq!(hint(body.as_bytes()), "The server reported an internal error.", "{body}");
    }
}

#[test]
fn web_pages_rubbish_and_cut_answers_are_unreadable() {
    let page =
        b"<!DOCTYPE html><html><head><title>Runtime Error</title></head><body>\"success\":true</body></html>";
    assert_eq!(hint(page), "The server sent a web page instead of a reply.");
    assert_eq!(hint(b"\xEF\xBB\xBF \r\n<html>"), "The server sent a web page instead of a reply.");
    let whole = br#"{"success":true,"apiResponseMessages":[{"messageTypeEnum":0,"message":"ok"}]}"#;
    for end in 1..whole.len() {
        assert_eq!(hint(&whole[..end]), "The server’s reply is incomplete or damaged.", "{end}");
    }
    assert_eq!(hint(&vec![b'x'; 5_000_000]), "The server’s reply is too long.");
    assert_eq!(hint(&vec![0xFF; PUBLISH_CAP]), "The server’s reply is incomplete or damaged.");
    assert_eq!(hint("[".repeat(PUBLISH_CAP).as_bytes()), "The server’s reply is incomplete or damaged.");
}

#[test]
fn a_deep_or_wide_answer_costs_no_stack() {
    let deep = format!("{}{{\"success\":false}}{}", "{\"data\":".repeat(50_000), "}".repeat(50_000));
    assert_eq!(read(deep.as_bytes()), Answer::Accepted, "a flag that deep is not the envelope's");
    let wide = format!("{{\"success\":true,\"data\":[{}0]}}", "0,".repeat(400_000));
    assert_eq!(read(wide.as_bytes()), Answer::Accepted);
}

#[test]
fn error_answers_of_every_form_give_up_their_words() {
    for (body, said) in [
        (
            r#"{"Message":"The request is invalid.","ModelState":{"m.Id":["An error has occurred."]}}"#,
            "An error has occurred.",
        ),
        (r#"{"Message":"No."}"#, "No."),
        (
            r#"{"type":"about:blank","title":"Conflict","detail":"Older than ours","status":409}"#,
            "Older than ours",
        ),
        (r#"{"errors":{"Id":["Bad id"]},"title":"One or more"}"#, "Bad id"),
        (r#"{"success":false,"apiResponseMessages":[{"messageTypeEnum":2,"message":"Rude"}]}"#, "Rude"),
        (r#""plain""#, "plain"),
        ("<html><TITLE lang=en> Too\n Large </TITLE>", "Too Large"),
        ("Bad Request\r\nsecond line", "Bad Request"),
    ] {
        assert_eq!(words(body.as_bytes()).as_deref(), Some(said), "{body}");
    }
    for body in ["", "{}", "[]", "null", "7", "<p>", "<title></title>", "<title>"] {
        assert_eq!(words(body.as_bytes()), None, "{body}");
    }
}

#[test]
fn a_refusing_envelope_says_the_same_whatever_the_status() {
    for body in [
        r#"{"apiResponseMessages":[{"messageTypeEnum":2,"fieldName":"Message","message":"word not allowed"}]}"#,
        r#"{"success":false,"apiResponseMessages":[{"messageTypeEnum":0,"message":"info"},
            {"messageTypeEnum":2,"fieldName":"Message","message":"Rude."},{"messageTypeEnum":2,"message":"Long."}]}"#,
        r#"{"success":false,"apiResponseMessages":[{"messageTypeEnum":1,"fieldName":"x","message":"Closed today"}]}"#,
        r#"{"Content":{"Success":false,"ApiResponseMessages":[{"MessageTypeEnum":"Error","FieldName":"Id","Message":"No"}]}}"#,
        r#"{"Data":"{\"success\":false,\"apiResponseMessages\":{\"fieldName\":\"a\",\"messageTypeEnum\":2,\"message\":\"No\"}}"}"#,
        r#"{"apiResponseMessages":"[{\"fieldName\":\"a\",\"messageTypeEnum\":2,\"message\":\"No\"}]"}"#,
        r#"{"Success":false,"Data":[{"Id":"16709a72-e02f-4aa0-bf94-6cd4a6101dbe","Success":false,"Message":"No such parent"}]}"#,
        r#"[{"messageTypeEnum":2,"fieldName":"Message","message":"word not allowed"}]"#,
        r#"{"messageTypeEnum":2,"fieldName":"Message","message":"word not allowed"}"#,
        r#"{"fieldName":"SeemsYouAreRemovedFromTheChannel","messageTypeEnum":2,"message":"SeemsYouAreRemovedFromTheChannel"}"#,
    ] {
        assert_eq!(words(body.as_bytes()).as_deref(), Some(&*refusal(body).0), "{body}");
    }
    let entry = r#"{"messageTypeEnum":2,"fieldName":"Message","message":"word not allowed"}"#;
    assert_eq!(words(entry.as_bytes()).as_deref(), Some("word not allowed"));
}

#[test]
fn an_error_report_is_shown_by_its_words_and_not_by_its_fields_names() {
    for (body, said) in [
        (r#"{"errors":[{"field":"Message","code":"E17","message":"word not allowed"}]}"#, "word not allowed"),
        (r#"{"errors":[{"code":"E17"}]}"#, "E17"),
        (r#"{"errors":{"Id":{"code":"E17","reason":"Bad id"}}}"#, "Bad id"),
        (r#"{"Errors":[{"traceId":"00-17","id":"x","text":"Not now"}]}"#, "Not now"),
        (r#"{"type":"about:blank","title":"Bad","errors":{},"traceId":"00-1"}"#, "Bad"),
        (r#"{"data":{"errorMessage":"Not this"}}"#, "Not this"),
        (
            r#"{"apiResponseMessages":[{"messageTypeEnum":1,"fieldName":"Text","message":"Closed today"}]}"#,
            "Closed today",
        ),
    ] {
        assert_eq!(words(body.as_bytes()).as_deref(), Some(said), "{body}");
    }
    for broken in [r#"{"apiResponseMessages":[{"mess"#, "[{\"a\":"] {
        assert_eq!(words(broken.as_bytes()), None, "{broken}");
    }
}

#[test]
fn messages_are_found_wherever_the_envelope_holds_them() {
    let list = format!(r#"[{{"Id":"{ID}","message":"a"}},{{"id":"{OTHER}","isRead":true}}]"#);
    let double = serde_json::to_string(&list).unwrap();
    for body in [
        list.clone(),
        format!(r#"{{"data":{list}}}"#),
        format!(r#"{{"apiResponseMessages":[{{"Id":"{ID}"}}],"success":true,"Data":{list}}}"#),
        format!(
            r#"{{"SerializerSettings":{{"Converters":[{{"Id":"{ID}"}}]}},"Content":{{"Data":{{"page":[{{"n":1}}],"Messages":{list}}}}}}}"#
        ),
        format!(r#"{{"Content":{{"data":{double}}}}}"#),
        serde_json::to_string(&format!(r#"{{"data":{list}}}"#)).unwrap(),
    ] {
        let (messages, _) =
            read_messages(body.as_bytes()).unwrap_or_else(|answer| panic!("{body}: {answer:?}"));
        let ids: Vec<_> = messages.iter().map(|message| message.id.unwrap().to_string()).collect();
        assert_eq!(ids, [ID, OTHER], "{body}");
        assert_eq!(messages[0].message.as_deref(), Some("a"));
        assert_eq!(messages[1].is_read, Some(true));
    }
}

#[test]
fn an_entry_without_an_id_costs_itself() {
    let body = format!(r#"{{"data":[{{"message":"a"}},{{"Id":"{ID}","SenderId":"x"}},7]}}"#);
    let (messages, notes) = read_messages(body.as_bytes()).unwrap();
    assert_eq!((messages.len(), notes.count()), (1, 3));
}

#[test]
fn an_empty_page_is_a_page_and_a_refused_one_is_not() {
    for body in ["[]", r#"{"data":[]}"#, r#"{"success":true,"data":null}"#, r#"{"Content":{"data":[]}}"#] {
        assert_eq!(read_messages(body.as_bytes()).unwrap().0, [], "{body}");
    }
    let refused = format!(r#"{{"success":false,"message":"No","data":[{{"Id":"{ID}"}}]}}"#);
    assert!(
        matches!(read_messages(refused.as_bytes()), Err(Answer::Refused { reason, .. }) if reason == "No")
    );
    for body in ["", "<html>", r#"{"data":[{"MessageId":1}]}"#, "[{}]", "{\"data\":["] {
        assert!(matches!(read_messages(body.as_bytes()), Err(Answer::Unreadable { .. })), "{body}");
    }
    assert!(matches!(read_messages(&vec![b'x'; PAGE_CAP + 1]), Err(Answer::Unreadable { .. })));
}

proptest! {
    #[test]
    fn property_any_bytes_have_an_outcome(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
        let _ = read_messages(&bytes);
        let _ = words(&bytes);
    }

    #[test]
    fn property_any_envelope_has_an_outcome(text in r#"([{}\[\],]|"(success|data|Content|message|Id|apiResponseMessages|messageTypeEnum)":|"\{\\"data\\":\[\]\}"|null|true|false|[0-9]|"591beec0-9407-47c0-8740-c5601a93f7c8"|<title>){0,40}"#) {
        let _ = read(text.as_bytes());
        let _ = read_messages(text.as_bytes());
        let _ = words(text.as_bytes());
    }

    #[test]
    fn property_a_mutated_refusal_is_never_a_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..8),
    ) {
        let mut bytes = format!(r#"{{"Content":{{"success":false,"data":[{{"Id":"{ID}","success":false}}],"apiResponseMessages":[{{"messageTypeEnum":2,"fieldName":"{ID}","message":"no"}}]}}}}"#).into_bytes();
        crate::arbitrary::mutate(&mut bytes, &edits);
        let _ = read(&bytes);
        let _ = read_messages(&bytes);
        let _ = words(&bytes);
    }
}
