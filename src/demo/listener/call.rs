//! Handles one call: the checks of ASP.NET, the decision of the weather, the answer of the service.
//!
//! Checks have the framework's order and words: address, verb, sign-in, media type, size, body.
//! Tests: `tests/demo/listener.rs`.

use super::line::Scissors;
use super::reply::{HEAD, HTML, JSON, Said, bearer, built, complaint, page, plain, status, unapplied};
use super::{LARGEST_BODY, PUBLISH_PATH, READ_PATH, Shared, files, held};
use crate::demo::binding::{self, Bound, Format};
use crate::demo::service::{Answer, Service, TooLarge};
use crate::demo::transcript;
use crate::demo::weather::{MARKER, Turn};
use crate::remote::wire::Publish;
use crate::remote::wire::conversation::{Action, Verb};

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use chrono::Datelike as _;
use serde_json::Value;
use uuid::Uuid;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::SystemTime;

/// The kind of call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Route {
    Publish,
    Read,
    Conversation(Action),
}

impl Route {
    fn of_path(path: &str) -> Option<Self> {
        if path.eq_ignore_ascii_case(PUBLISH_PATH) {
            return Some(Self::Publish);
        }
        if path.eq_ignore_ascii_case(READ_PATH) {
            return Some(Self::Read);
        }
        let asked = path.strip_prefix('/')?;
        Action::ALL
            .into_iter()
            .find(|action| asked.eq_ignore_ascii_case(action.path()))
            .map(Self::Conversation)
    }

    const fn method(self) -> Method {
        match self {
            Self::Publish | Self::Read => Method::POST,
            Self::Conversation(action) => match action.verb() {
                Verb::Post => Method::POST,
                Verb::Put => Method::PUT,
                Verb::Delete => Method::DELETE,
            },
        }
    }
}

/// Answers a call and sets the `Date` header from the server's clock.
pub(super) async fn answer(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request<Body>,
) -> Response<Body> {
    let clock = shared.clock;
    let mut response = answered(shared, scissors, request).await;
    let now = clock.now();
    // The header has no format for other years.
    if (1970..=9999).contains(&now.year())
        && let Ok(date) = HeaderValue::from_str(&httpdate::fmt_http_date(SystemTime::from(now)))
    {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

async fn answered(shared: Arc<Shared>, scissors: Scissors, request: Request<Body>) -> Response<Body> {
    let fate = held(&shared.sky).decide(shared.clock.now());
    if !fate.wait.is_zero() {
        tokio::time::sleep(fate.wait).await;
    }
    if fate.turn == Turn::CutBefore {
        scissors.cut_after(0);
        return plain(StatusCode::INTERNAL_SERVER_ERROR, HTML, String::new());
    }
    if files::is_about(request.uri().path()) {
        return files::answer(&shared, &scissors, request, fate).await;
    }
    let (route, format, body, headers) = match admit(&shared, request).await {
        Ok(admitted) => admitted,
        Err(refusal) => return refusal,
    };
    let work = tokio::task::spawn_blocking({
        let shared = Arc::clone(&shared);
        move || match route {
            Route::Publish => publish(&shared, format, &body, fate.turn),
            Route::Read => (read(&shared, format, &body, &headers, fate.turn), Vec::new()),
            Route::Conversation(action) => {
                (room(&shared, action, format, &body, &headers, fate.turn), Vec::new())
            }
        }
    });
    let Ok((response, new)) = work.await else {
        return plain(StatusCode::INTERNAL_SERVER_ERROR, HTML, page("Server Error"));
    };
    shared.let_answer(&new);
    match fate.turn {
        Turn::CutAfter => scissors.cut_after(0),
        Turn::Torn => scissors.cut_after(HEAD + response.1.len() / 2),
        Turn::Serve | Turn::CutBefore | Turn::Busy(_) | Turn::Broken => {}
    }
    built(response)
}

/// Everything that is refused before a body is looked at.
async fn admit(
    shared: &Shared,
    request: Request<Body>,
) -> Result<(Route, Format, Bytes, HeaderMap), Response<Body>> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().trim_end_matches('/');
    let Some(route) = Route::of_path(path) else {
        let text = format!("No HTTP resource was found that matches the request URI '{path}'.");
        return Err(plain(StatusCode::NOT_FOUND, JSON, complaint(&text)));
    };
    let method = route.method();
    if parts.method != method {
        let text = format!("The requested resource does not support http method '{}'.", parts.method);
        let allow =
            Response::builder().status(StatusCode::METHOD_NOT_ALLOWED).header(header::ALLOW, method.as_str());
        return Err(built((allow.header(header::CONTENT_TYPE, JSON), complaint(&text))));
    }
    let token = shared.manner.token.as_deref();
    if token.is_some() && token != bearer(&parts.headers) {
        let text = "Authorization has been denied for this request.";
        return Err(plain(StatusCode::UNAUTHORIZED, JSON, complaint(text)));
    }
    let media =
        parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(format) = Format::of_media_type(media) else {
        let text = format!("The request entity's media type '{media}' is not supported for this resource.");
        return Err(plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, JSON, complaint(&text)));
    };
    match axum::body::to_bytes(body, LARGEST_BODY).await {
        Ok(body) => Ok((route, format, body, parts.headers)),
        Err(_) => Err(oversized(shared.manner.too_large)),
    }
}

/// Applies a publish call. Returns the response and the new messages, for colleagues to answer.
fn publish(
    shared: &Shared,
    format: Format,
    body: &[u8],
    turn: Turn,
) -> (Said, Vec<crate::remote::wire::Message>) {
    let bound = binding::publish(format, body);
    let understood = match &bound {
        Bound::Call { publish, .. } => Some(publish),
        Bound::Null => None,
    };
    let told = transcript::body(format, body, understood);
    let mut state = held(&shared.state);
    let now = shared.clock.now();
    if let Some(refusal) = unapplied(turn) {
        state.note(now, format, Some(refusal.0), told);
        return (refusal.1, Vec::new());
    }
    let marked = held(&shared.sky).weather().refuses_marked();
    let mut new = Vec::new();
    let said = match &bound {
        Bound::Null => Ok(Answer::refuse(None, "RequestBodyIsNotValid")),
        Bound::Call { publish, .. } if marked && has_mark(publish) => {
            Ok(Answer::refuse(Some("Message"), "The demo server rejects texts with !refuse in them."))
        }
        Bound::Call { publish, faults } => state.publish(publish, faults, now.into()).map(|outcome| {
            let known = outcome.new.iter().filter_map(|id| state.service.stored(*id));
            new.extend(known.map(|stored| stored.message.clone()));
            outcome.answer
        }),
    };
    let (status, said) = match said {
        Ok(answer) => (200, (status(StatusCode::OK, JSON), answer.to_json())),
        Err(error) => {
            tracing::warn!(%error, "a call could not be saved");
            (500, (status(StatusCode::INTERNAL_SERVER_ERROR, HTML), page("Server Error")))
        }
    };
    let heard = match turn {
        Turn::CutAfter | Turn::Torn => None,
        Turn::Serve | Turn::CutBefore | Turn::Busy(_) | Turn::Broken => Some(status),
    };
    state.note(now, format, heard, told);
    (said, new)
}

fn read(shared: &Shared, format: Format, body: &[u8], headers: &HeaderMap, turn: Turn) -> Said {
    shared.readings.fetch_add(1, Ordering::Relaxed);
    if let Some(refusal) = unapplied(turn) {
        return refusal.1;
    }
    let answer = match binding::query(format, body) {
        None => Answer::refuse(None, "RequestBodyIsNotValid"),
        Some(query) => {
            let state = held(&shared.state);
            let asker = asker(&state.service, headers);
            Answer::Page(state.service.messages(&query, asker))
        }
    };
    (status(StatusCode::OK, JSON), answer.to_json())
}

/// The person who reads: a token may be the id of a known person; the demo has no other sign-in.
fn asker(service: &Service, headers: &HeaderMap) -> Uuid {
    let named = bearer(headers).and_then(|token| Uuid::parse_str(token).ok());
    named.filter(|person| service.knows(*person)).unwrap_or(service.person())
}

/// Applies a call about a conversation. The transcript has publish calls only.
fn room(
    shared: &Shared,
    action: Action,
    format: Format,
    body: &[u8],
    headers: &HeaderMap,
    turn: Turn,
) -> Said {
    if let Some(refusal) = unapplied(turn) {
        return refusal.1;
    }
    let marked =
        held(&shared.sky).weather().refuses_marked() && String::from_utf8_lossy(body).contains(MARKER);
    let bound = match format {
        Format::Json => serde_json::from_slice::<Value>(body).ok().filter(Value::is_object),
        Format::Xml => None,
    };
    let answer = match bound {
        None => Ok(Answer::refuse(None, "RequestBodyIsNotValid")),
        Some(_) if marked => Ok(Answer::refuse(None, "The demo server rejects names with !refuse in them.")),
        Some(body) => {
            let mut state = held(&shared.state);
            let actor = asker(&state.service, headers);
            state.change_room(action, &body, actor)
        }
    };
    match answer {
        Ok(answer) => (status(StatusCode::OK, JSON), answer.to_json()),
        Err(error) => {
            tracing::warn!(%error, "a change of a conversation could not be saved");
            (status(StatusCode::INTERNAL_SERVER_ERROR, HTML), page("Server Error"))
        }
    }
}

fn has_mark(publish: &Publish) -> bool {
    publish
        .messages
        .iter()
        .any(|element| element.message.as_deref().is_some_and(|text| text.contains(MARKER)))
}

fn oversized(manner: TooLarge) -> Response<Body> {
    let (code, title) = match manner {
        TooLarge::Payload => (StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large"),
        TooLarge::NotFound => (
            StatusCode::NOT_FOUND,
            "HTTP Error 404.13 - Not Found: the request filtering module denies a request that exceeds the request content length",
        ),
        TooLarge::ServerError => (StatusCode::INTERNAL_SERVER_ERROR, "Maximum request length exceeded."),
    };
    plain(code, HTML, page(title))
}
