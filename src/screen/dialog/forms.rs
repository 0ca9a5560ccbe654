//! Draws the form dialogs: a roster to import or a file to attach, a new token, the place where files are stored.
//!
//! Tests: `tests/window/roster.rs`, `tests/window/sign_in.rs` and their pictures.

use super::frame::{buttons, frame};
use super::modal::Text;
use super::roster::{self, Import};
use super::sign_in::{self, SignIn};

use crate::chat::shown;
use crate::icon::Icon;
use crate::language::tr;
use crate::screen::part;
use crate::theme::{Role, Theme, space, text as colors};
use crate::widget::Element;
use crate::widget::button::{self, Chosen};
use crate::widget::field::{self, Note};
use crate::widget::label::label;

use iced::widget::{Column, column, row};
use iced::{Alignment, Length, Padding, Size};

/// The form for a file path: a roster to import, or a file to attach.
pub fn roster(import: &Import, theme: Theme, size: Size) -> Element<'_, roster::Message> {
    use roster::{Message, State};

    let attaches = import.purpose() != roster::Purpose::Roster;
    let like = if attaches { "/home/you/picture.png" } else { "/home/you/roster.json" };
    let path = field::field(theme, like, import.path())
        .id(roster::FIELD)
        .on_input(|text| Message::Typed(Text(text)));
    let note = match import.state() {
        State::Still | State::Choosing if attaches => Note::Hint(tr::attach_hint().to_owned()),
        State::Still | State::Choosing => Note::Hint(tr::import_hint().to_owned()),
        State::NotChosen => Note::Hint(tr::import_not_chosen().to_owned()),
        State::Reading => Note::Hint(tr::import_reading().to_owned()),
        State::Done(words) => Note::Hint(words.clone()),
        State::Failed(words) => Note::Problem(words.clone()),
    };
    let done = matches!(import.state(), State::Done(_));
    let busy = matches!(import.state(), State::Reading | State::Choosing);
    // Attachments need no such button: this form opens only where there is no system file dialog.
    let choose =
        (!attaches).then(|| button::plain(theme, tr::import_choose(), (!busy).then_some(Message::FileAsked)));
    let close = button::plain(theme, tr::dialog_cancel(), (!done).then_some(Message::Cancelled));
    let go = button::primary(
        theme,
        match (done, attaches) {
            (true, _) => tr::dialog_done(),
            (false, true) => tr::attach_go(),
            (false, false) => tr::import_go(),
        },
        (!busy).then_some(Message::Confirmed),
    );
    let about = if attaches { tr::attach_about() } else { tr::import_about() };
    let offers = (!import.offers().is_empty()).then(|| offers(import, theme));
    let body = column![
        label(theme, Role::Body, about).style(colors::muted),
        field::labelled(theme, if attaches { tr::attach_file() } else { tr::import_file() }, path, note),
        offers,
        choose,
    ]
    .spacing(space::THREE);
    let buttons = buttons((!done).then(|| close.into()).into_iter().chain([go.into()]));
    frame(if attaches { tr::attach_title() } else { tr::import_title() }, body, buttons, theme, size)
}

/// The completions of the path.
fn offers(import: &Import, theme: Theme) -> Element<'_, roster::Message> {
    let line = |(at, name): (usize, &String)| {
        let icon = if name.ends_with(std::path::is_separator) { Icon::FolderOpen } else { Icon::File };
        let words = label(theme, Role::Body, shown::name(name).into_owned());
        let face =
            row![part::glyph(theme, icon, 15.0, colors::muted), words].spacing(10).align_y(Alignment::Center);
        let chosen = if import.on() == Some(at) { Chosen::Yes } else { Chosen::No };
        button::entry(face, chosen, Some(roster::Message::Picked(at)))
            .padding(Padding::from([space::ONE, space::TWO]))
            .width(Length::Fill)
            .into()
    };
    Column::with_children(import.offers().iter().enumerate().map(line)).into()
}

/// The form for a new token, or for the place where files are stored.
pub fn sign_in(given: &SignIn, theme: Theme, size: Size) -> Element<'_, sign_in::Message> {
    use sign_in::{Message, Purpose, State};

    let (hint, trying) = match given.purpose() {
        Purpose::Server => (tr::sign_in_hint(), tr::sign_in_trying()),
        Purpose::Files => (tr::storage_secret_hint(), tr::storage_trying()),
    };
    let note = match given.state() {
        State::Still => Note::Hint(hint.to_owned()),
        State::Trying => Note::Hint(trying.to_owned()),
        State::Used(words) => Note::Hint(words.clone()),
        State::Failed(words) => Note::Problem(words.clone()),
    };
    let done = matches!(given.state(), State::Used(_));
    let busy = *given.state() == State::Trying;
    let secret =
        |placeholder| field::field(theme, placeholder, given.token()).id(sign_in::FIELD).secure(true);
    let (title, about, fields, go): (_, _, Element<'_, Message>, _) = match given.purpose() {
        Purpose::Server => {
            let token = secret(tr::sign_in_token_example()).on_input(|text| Message::Token(Text(text)));
            (
                tr::sign_in_title(),
                tr::sign_in_about(),
                field::labelled(theme, tr::sign_in_token(), token, note),
                tr::sign_in_go(),
            )
        }
        Purpose::Files => {
            let address = field::field(theme, "https://files.example.org/chat/", given.address())
                .id(sign_in::ADDRESS)
                .on_input(|text| Message::Address(Text(text)));
            let how = Note::Hint(tr::storage_address_hint().to_owned());
            let secret = secret(tr::storage_secret_example()).on_input(|text| Message::Token(Text(text)));
            let fields = column![
                field::labelled(theme, tr::storage_address(), address, how),
                field::labelled(theme, tr::storage_secret(), secret, note),
            ];
            (tr::storage_title(), tr::storage_about(), fields.spacing(space::THREE).into(), tr::storage_go())
        }
    };
    let close = button::plain(theme, tr::dialog_cancel(), Some(Message::Cancelled));
    let go = button::primary(
        theme,
        if done { tr::dialog_done() } else { go },
        (!busy).then_some(Message::Confirmed),
    );
    let body = column![label(theme, Role::Body, about).style(colors::muted), fields].spacing(space::THREE);
    let buttons = buttons((!done).then(|| close.into()).into_iter().chain([go.into()]));
    frame(title, body, buttons, theme, size)
}
