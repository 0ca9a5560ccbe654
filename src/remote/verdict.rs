//! Judges the HTTP answer to a call: takes status, two headers and a body; returns a [`Receipt`] or a [`Failure`].
//!
//! Pure, so that every status can be tested without a network. ASP.NET answers a body over its limits with 404, 413
//! or 500 and a web page; those are refusals of this call, so that the outbox halves it, not a wrong address. Must
//! not know: `reqwest`. Tests: `tests/wire/http.rs`.

use super::answer::{self, Answer, Whole};
use super::wire::conversation::Action;
use super::wire::json;
use super::{Call, Failure, Others, Receipt, Wait};
use crate::language::tr;

use uuid::Uuid;

/// An answer, with its body read up to the limit.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) status: u16,
    pub(super) after: Option<Wait>,
    /// The target of a redirect, without its query.
    pub(super) location: Option<String>,
    pub(super) body: Vec<u8>,
}

/// The outcome of a publish call.
pub(super) fn of_publish(heard: &Heard, call: &Call, media_type: &str) -> Result<Receipt, Failure> {
    match heard.status {
        // "No Content" means done with nothing to say.
        204 => Ok(Receipt::default()),
        200..=299 => of_answer(answer::read(&heard.body), call),
        _ => match of_status(heard, media_type) {
            // If the answer names the refused elements, the others need not be tried one by one to find them.
            Failure::Refused(reason) => match answer::read(&heard.body) {
                Answer::Refused { elements, .. } => {
                    named(elements, call, Whole::Failed).ok_or(Failure::Refused(reason))
                }
                Answer::Accepted | Answer::Unreadable { .. } => Err(Failure::Refused(reason)),
            },
            failure @ (Failure::Unreachable { .. }
            | Failure::Busy { .. }
            | Failure::Unclear(_)
            | Failure::SignIn
            | Failure::Misdirected(_)
            | Failure::Unreadable(_)) => Err(failure),
        },
    }
}

fn of_answer(answer: Answer, call: &Call) -> Result<Receipt, Failure> {
    match answer {
        Answer::Accepted => Ok(Receipt::default()),
        Answer::Unreadable { hint } => {
            Err(Failure::Unclear(format!("{hint} {}", tr::remote_maybe_arrived())))
        }
        Answer::Refused { reason, elements, whole } => {
            named(elements, call, whole).ok_or(Failure::Refused(reason))
        }
    }
}

/// A receipt that refuses the named elements of this call; `None` if none of them is in it.
fn named(elements: Vec<(Uuid, String)>, call: &Call, whole: Whole) -> Option<Receipt> {
    if elements.is_empty() {
        return None;
    }
    let sent = ids(call);
    let refused: Vec<_> = elements.into_iter().filter(|(id, _)| sent.contains(id)).collect();
    let others = match whole {
        Whole::Failed => Others::Unsaid,
        Whole::Unsaid => Others::Accepted,
    };
    (!refused.is_empty()).then_some(Receipt { refused, others })
}

/// The outcome of a call about a conversation.
///
/// If a server does not know such a call (versions of the server differ), only this wish is refused, because the server
/// may know other calls. The same holds if it does not accept this call as JSON: it may accept messages in the other
/// format.
pub(super) fn of_conversation(heard: &Heard, action: Action, call: &Call) -> Result<Receipt, Failure> {
    let outcome = match heard.status {
        404 | 405 | 410 | 501 if !is_too_large(&heard.body) => {
            Err(Failure::Refused(tr::remote_not_supported(heard.status.into())))
        }
        406 | 415 | 500 if heard.status != 500 || is_wrong_format(&heard.body) => {
            Err(Failure::Refused(tr::remote_no_json(heard.status.into())))
        }
        _ => of_publish(heard, call, json::MEDIA_TYPE).and_then(|receipt| {
            // An envelope may name the conversation; the call is about nothing else.
            receipt
                .refused
                .into_iter()
                .next()
                .map_or(Ok(Receipt::default()), |(_, reason)| Err(Failure::Refused(reason)))
        }),
    };
    match (outcome, action) {
        // A person who is not in a channel has left it: the answer to the first attempt may have been lost.
        (Err(Failure::Refused(reason)), Action::LeaveChannel) if answer::is_removed(&reason) => {
            Ok(Receipt::default())
        }
        (outcome, _) => outcome,
    }
}

fn ids(call: &Call) -> Vec<Uuid> {
    let read = |element: &std::sync::Arc<str>| json::read_message(element.as_bytes()).ok()?.id;
    call.elements.iter().filter_map(read).collect()
}

/// Judges a status other than 2xx of a read call, which a server need not support.
pub(super) fn of_reading(heard: &Heard, media_type: &str) -> Failure {
    match heard.status {
        404 | 405 | 501 if !is_too_large(&heard.body) => Failure::Unreadable(heard.status),
        _ => of_status(heard, media_type),
    }
}

/// Judges a status other than 2xx.
pub(super) fn of_status(heard: &Heard, media_type: &str) -> Failure {
    let status = heard.status;
    let number = u64::from(status);
    let misdirected = |words: String| Failure::Misdirected(format!("{words} {}", tr::remote_check_address()));
    match status {
        404 | 500 if is_too_large(&heard.body) => Failure::Refused(too_large(status)),
        500 if is_wrong_format(&heard.body) => wrong_format(status, media_type),
        401 | 403 => Failure::SignIn,
        404 | 410 | 421 => misdirected(tr::remote_no_address(number)),
        405 => misdirected(tr::remote_no_method(number)),
        406 | 415 => wrong_format(status, media_type),
        407 => Failure::Misdirected(tr::remote_proxy_sign_in().to_owned()),
        431 => Failure::Misdirected(tr::remote_headers_large().to_owned()),
        413 => Failure::Refused(answer::words(&heard.body).unwrap_or_else(|| too_large(status))),
        408 | 425 | 429 | 500..=599 => Failure::Busy { status, after: heard.after },
        400..=499 => {
            Failure::Refused(answer::words(&heard.body).unwrap_or_else(|| tr::remote_rejected_status(number)))
        }
        100..=399 => misdirected(match heard.location.as_deref() {
            Some(address) => tr::RemoteRedirectedTo { address, status: number }.text(),
            None => tr::remote_redirected(number),
        }),
        _ => Failure::Unclear(tr::remote_unknown_status(number)),
    }
}

fn too_large(status: u16) -> String {
    tr::remote_too_large(status.into())
}

fn wrong_format(status: u16, media_type: &str) -> Failure {
    let format = media_type.split(';').next().unwrap_or(media_type);
    Failure::Misdirected(tr::RemoteWrongFormat { format, status: status.into() }.text())
}

/// IIS's request filtering (`404.13`) and ASP.NET's `maxRequestLength`.
fn is_too_large(body: &[u8]) -> bool {
    holds(body, &["404.13", "maximum request length", "maxallowedcontentlength", "maxrequestlength"])
}

/// Web API 2 answers a media type without a formatter with 500.
fn is_wrong_format(body: &[u8]) -> bool {
    holds(body, &["unsupportedmediatype", "mediatypeformatter"])
}

fn holds(body: &[u8], signs: &[&str]) -> bool {
    let page = String::from_utf8_lossy(body).to_ascii_lowercase();
    signs.iter().any(|sign| page.contains(sign))
}
