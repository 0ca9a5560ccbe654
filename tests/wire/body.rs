//! Bodies of answers: compressed by a proxy, in another charset, and the limit up to which they are read.

use crate::endpoint::endpoint;
use crate::http::{OK, publish, refused, unclear};
use crate::server::{Act, Server, answer};

use confab::remote::answer::PUBLISH_CAP;
use confab::remote::http::Http;
use confab::remote::{Receipt, Remote as _, Search};

use std::io::Write as _;

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn an_answer_that_was_compressed_unasked_is_read() {
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    zlib.write_all(OK).unwrap();
    let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    bare.write_all(OK).unwrap();
    let (zlib, bare) = (zlib.finish().unwrap(), bare.finish().unwrap());
    for (coding, body) in [
        ("Content-Encoding: gzip\r\n", gzip(OK)),
        ("Content-Encoding: X-GZIP\r\n", gzip(OK)),
        ("Content-Encoding: identity, gzip\r\n", gzip(OK)),
        ("Content-Encoding: gzip\r\n", [gzip(&OK[..20]), gzip(&OK[20..])].concat()),
        ("Content-Encoding: deflate\r\n", zlib),
        ("Content-Encoding: deflate\r\n", bare),
        // Who took the header away, and who only claims it.
        ("", gzip(OK)),
        ("Content-Encoding: gzip\r\n", OK.to_vec()),
        ("Content-Encoding: deflate\r\n", OK.to_vec()),
        ("Content-Encoding: identity\r\n", OK.to_vec()),
    ] {
        let outcome = publish(Act::Say(answer(200, coding, &body))).await;
        assert_eq!(outcome, Ok(Receipt::default()), "{coding}");
    }
    let said =
        publish(Act::Say(answer(400, "Content-Encoding: gzip\r\n", &gzip(br#"{"Message":"Not this."}"#))))
            .await;
    assert_eq!(refused(said), "Not this.");
    let page = gzip(br#"{"success":true,"data":[{"id":"591beec0-9407-47c0-8740-c5601a93f7c8"}]}"#);
    let server = Server::start([Act::Say(answer(200, "Content-Encoding: gzip\r\n", &page))]).await;
    let page = Http::new(endpoint(&server.url)).unwrap().messages(Search::default(), 1).await.unwrap();
    assert_eq!(page.messages.len(), 1);
}

#[tokio::test]
async fn a_compressed_answer_that_cannot_be_read_says_so() {
    for (coding, name) in
        [("br", "(br)"), ("zstd", "(zstd)"), ("gzip, gzip", "(gzip,gzip)"), ("\u{1b}[1m\u{7}x", "(")]
    {
        let head = format!("Content-Encoding: {coding}\r\n");
        let outcome = publish(Act::Say(answer(200, &head, b"\x8b\x02\x80"))).await;
        if coding.contains('\u{1b}') {
            assert!(outcome.is_err());
            continue;
        }
        let words = unclear(outcome);
        assert!(words.contains("compressed") && words.contains(name), "{words}");
        assert!(refused(publish(Act::Say(answer(422, &head, b"\x8b"))).await).contains("422"));
    }
    let cut = gzip(OK);
    let outcome = publish(Act::Say(answer(200, "Content-Encoding: gzip\r\n", &cut[..cut.len() / 2]))).await;
    assert!(unclear(outcome).contains("incomplete or damaged"));
}

#[tokio::test]
async fn a_bomb_stops_at_the_cap() {
    let bomb = gzip(&[OK, &vec![b' '; 300_000_000]].concat());
    assert!(bomb.len() < PUBLISH_CAP, "{}", bomb.len());
    let outcome = publish(Act::Say(answer(200, "Content-Encoding: gzip\r\n", &bomb))).await;
    assert!(unclear(outcome).contains("too long"));
    assert!(
        refused(publish(Act::Say(answer(400, "", &gzip(&vec![b'x'; 5_000_000])))).await).chars().count()
            <= 400
    );
}

#[tokio::test]
async fn an_answer_in_another_charset_is_read_as_its_header_says() {
    let wide = |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let json = r#"{"Message":"Größe überschritten"}"#;
    let latin =
        |text: &str| text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect::<Vec<u8>>();
    for (charset, body, said) in [
        ("application/json; charset=ISO-8859-1", latin(json), "Größe überschritten"),
        ("application/json;Charset=\"iso-8859-1\"", latin(json), "Größe überschritten"),
        ("text/plain; charset=windows-1252", b"5 \x80 \x96 zu teuer".to_vec(), "5 € – zu teuer"),
        ("application/json; charset=utf-16", wide(json, u16::to_le_bytes), "Größe überschritten"),
        ("application/json; charset=utf-16", wide(json, u16::to_be_bytes), "Größe überschritten"),
        ("text/plain; charset=utf-16le", wide("拒絶", u16::to_le_bytes), "拒絶"),
        ("text/plain; charset=utf-16be", wide("拒絶", u16::to_be_bytes), "拒絶"),
        ("text/plain; charset=iso-2022-jp", b"\x1b$B5qH]\x1b(B".to_vec(), "拒否"),
        ("text/plain; charset=shift_jis", b"\x8b\x91\x94\xdb".to_vec(), "拒否"),
        ("text/html; charset=iso-8859-1", latin("<title>Größe</title>"), "Größe"),
        // A wrong default of the server, and names that mean nothing.
        ("application/json; charset=iso-8859-1", json.as_bytes().to_vec(), "Größe überschritten"),
        ("application/json; charset=utf-8", json.as_bytes().to_vec(), "Größe überschritten"),
        ("application/json; charset=klingon", json.as_bytes().to_vec(), "Größe überschritten"),
        ("application/json; charset", json.as_bytes().to_vec(), "Größe überschritten"),
    ] {
        let head = format!("Content-Type: {charset}\r\n");
        assert_eq!(refused(publish(Act::Say(answer(400, &head, &body))).await), said, "{charset}");
    }
    let head = "Content-Type: application/json; charset=iso-8859-1\r\nContent-Encoding: gzip\r\n";
    let refusing = latin(r#"{"success":false,"message":"Größe"}"#);
    assert_eq!(refused(publish(Act::Say(answer(200, head, &gzip(&refusing)))).await), "Größe");
}
