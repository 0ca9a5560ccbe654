//! Actions on one message, from a key, its menu or a button of its row.
//!
//! Must not know: which of the three it was. Tests: `tests/window/message.rs`, `tests/window/reacting.rs`.

use crate::chat::wish::{Mark, Switch};
use crate::chat::{Message, MessageId, PersonId, Wish, conversation, link, shown};
use crate::intent::{Intent, Order, Place, Read, Request};
use crate::language::tr;
use crate::row::{Delivery, Row, Which};
use crate::screen::dialog::Dialog;
use crate::screen::dialog::confirm::Confirm;
use crate::screen::dialog::earlier::Earlier;
use crate::screen::dialog::report::Report;
use crate::screen::dialog::share::Share;
use crate::screen::inbox::event::{Event, Opens};
use crate::screen::inbox::files::At;
use crate::screen::inbox::message::{self, Act, card::Quoted};
use crate::screen::inbox::shared::{Hand, Shared};
use crate::screen::inbox::timeline::copied;
use crate::screen::keys;
use crate::widget::passage::Link;

/// How many characters of an address a confirmation shows.
const ADDRESS: usize = 400;

/// The events of an action on a message; none if the action does not apply to it.
pub fn act(row: &Row, act: Act, shared: &Shared) -> Vec<Event> {
    if !message::acts(row, shared.me.id).contains(&act) {
        return Vec::new();
    }
    let (id, of) = (row.message.id, row.message.conversation);
    let entry = match row.delivery {
        Delivery::Parked { entry, .. } => Some(entry),
        Delivery::Settled | Delivery::Waiting { .. } | Delivery::Accepted | Delivery::Seen => None,
    };
    match (act, entry) {
        // Beside the pointer after a press, beside the message after a key.
        (Act::React, _) => vec![match shared.hand {
            Hand::Pointer => Event::Emoji(id, shared.pointer.into()),
            Hand::Keys => Event::Beside(id, Opens::Emoji),
        }],
        (Act::Thread, _) => vec![Event::OpenThread(of, row.message.parent.unwrap_or(id))],
        (Act::Mark(Mark::Archive, Switch::On), _) => vec![Event::Archive { of, messages: vec![id] }],
        (Act::Mark(mark, state), _) => vec![wish(row, Wish::Mark { message: id, mark, state })],
        (Act::Share, _) => vec![share(vec![id], row.message.conversation, quoted(row, shared))],
        (Act::Edit, _) => vec![Event::Edit(of, id)],
        (Act::Copy, _) => vec![Intent::Copy(copied::whole(row)).into()],
        (Act::Quote, _) => vec![Event::Quote(id)],
        (Act::Earlier, _) => earlier(row, shared),
        (Act::Follow(number), _) => {
            message::links(row).into_iter().nth(number).map(follow).into_iter().collect()
        }
        (Act::File(of, number, act), _) => vec![Event::File(At { message: id, of, number }, act)],
        (Act::Settle(words), _) => vec![Request::SettleWords { message: id, words }.into()],
        (Act::Choose, _) => vec![Event::Choose(id)],
        (Act::Unread, _) => vec![Event::MarkUnread(of, id)],
        (Act::Report, _) => {
            vec![Event::Resume(Dialog::Report(Report::new(of, id, reported(row, shared), &shared.review)))]
        }
        (Act::Delete, _) => vec![Event::Delete { of, messages: vec![id], left_out: 0 }],
        (Act::Retry, Some(entry)) => vec![Request::Order(Order::Retry(Which::One(entry))).into()],
        (Act::Discard, Some(entry)) => vec![Event::Show(Dialog::Confirm(Confirm::new(
            tr::message_discard_title().to_owned(),
            tr::message_discard_about().to_owned(),
            tr::message_discard(),
            Request::Order(Order::Discard(Which::One(entry))),
        )))],
        (Act::Retry | Act::Discard, None) => Vec::new(),
    }
}

/// Why the key of an action does nothing on this message.
pub fn unavailable(row: &Row, act: keys::Act, me: PersonId) -> &'static str {
    let is_own = row.message.author == me;
    match act {
        _ if row.message.marks.deleted => tr::toast_is_deleted(),
        keys::Act::Edit if !is_own => tr::toast_only_edit(),
        keys::Act::Delete if !is_own => tr::toast_only_yours(),
        keys::Act::Report if is_own => tr::toast_no_own_report(),
        keys::Act::Report if row.reports.iter().any(|report| report.by == me) => tr::toast_reported_already(),
        keys::Act::Open | keys::Act::Save if row.message.files.is_empty() => tr::toast_no_file(),
        keys::Act::Open | keys::Act::Save => tr::toast_file_not_here(),
        _ => tr::toast_not_possible(),
    }
}

/// The events of a press on a message's row.
pub fn pressed(press: message::Message, shared: &Shared) -> Event {
    match press {
        message::Message::Acted(id, act) => Event::Act(id, act),
        message::Message::Reacted(id, emoji) => Event::React(id, emoji),
        message::Message::MoreAsked(id) => Event::Menu(id, shared.pointer.into()),
        message::Message::PersonAsked(id) => Event::PersonMenu(id, shared.pointer.into()),
        message::Message::Unfolded(id) => Event::Unfold(id),
        message::Message::MenuAsked(id, at) => Event::Menu(id, at.into()),
        message::Message::SourceOpened(of, id) => Intent::Open(Place::Message(of, id)).into(),
        message::Message::ThreadOpened(of, root) => Event::OpenThread(of, root),
        message::Message::LinkOpened(link) => follow(link),
        message::Message::CodeCopied(code) => Intent::Copy(code).into(),
        message::Message::File(at, act) => Event::File(at, act),
        message::Message::Wanted(want) => Event::Want(want),
    }
}

/// Adds the user's own reaction to a message, or removes it.
pub fn react(row: &Row, emoji: String, shared: &Shared) -> Vec<Event> {
    let is_there = row.reactions.iter().any(|one| one.emoji == emoji && one.is_by(shared.me.id));
    let state = if is_there { Switch::Off } else { Switch::On };
    let reaction =
        Wish::React { id: MessageId::fresh(), message: row.message.id, emoji: emoji.clone(), state };
    let remembered = (state == Switch::On).then(|| Request::UseEmoji(emoji).into());
    [wish(row, reaction)].into_iter().chain(remembered).collect()
}

/// The dialog that shares messages of a conversation, with the preview of one of them.
pub fn share(messages: Vec<MessageId>, from: conversation::Id, preview: Quoted) -> Event {
    Event::Resume(Dialog::Share(Box::new(Share::new(messages, from, preview))))
}

/// A message as the share dialog shows it.
pub fn quoted(row: &Row, shared: &Shared) -> Quoted {
    let place = shared.conversations.name_of(row.message.conversation);
    let passed_on = row.original.as_ref().map(|original| original.place.as_str());
    Quoted::preview(&row.message, place, passed_on, shared.now)
}

/// A preview of the message that is reported: of a share, its comment and not the original.
fn reported(row: &Row, shared: &Shared) -> Quoted {
    let own = Message { shared: None, ..row.message.clone() };
    Quoted::preview(&own, shared.conversations.name_of(own.conversation), None, shared.now)
}

fn wish(row: &Row, wish: Wish) -> Event {
    Request::Submit { of: row.message.conversation, wish }.into()
}

fn earlier(row: &Row, shared: &Shared) -> Vec<Event> {
    let message = &row.message;
    let since = message.edited_at.unwrap_or(message.sent_at);
    let earlier = Earlier::new(message.id, message.text.clone(), since, shared.now);
    vec![Event::Show(Dialog::Earlier(earlier)), Request::Read(Read::Earlier(message.id)).into()]
}

/// Opens a link; asks first if its text does not say where it leads.
fn follow(Link { text, address }: Link) -> Event {
    if !link::is_doubtful(&text, &address) {
        return Intent::Follow(address).into();
    }
    let whole: String = address.chars().take(ADDRESS).collect();
    let sentence = tr::LinkDoubtful { text: &shown::within(&text), address: &shown::within(&whole) }.text();
    let title = link::opening_asks(&address);
    Event::Show(Dialog::Confirm(Confirm::new(title, sentence, tr::link_go(), Intent::Follow(address))))
}
