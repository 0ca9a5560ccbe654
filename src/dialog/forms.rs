//! Draws the form dialogs: a roster to import or a file to attach, a new token, the place where files are stored.
//!
//! Tests: `tests/window/roster.rs`, `tests/window/sign_in.rs` and their pictures.

use super::confirm::Button;
use super::frame::frame;
use super::roster::{self, Import};
use super::sign_in::{self, SignIn};
use super::{Message, Text};

use crate::chat::shown;
use crate::icon::Icon;
use crate::screen::part;
use crate::theme::{Role, Theme, space, text as colors};
use crate::widget::Element;
use crate::widget::button::{self, Chosen};
use crate::widget::field::{self, Note};
use crate::widget::label::label;

use iced::widget::{Column, column, row, space as gap};
use iced::{Alignment, Length, Padding, Size};

/// The form for a file path: a roster to import, or a file to attach.
pub fn roster(import: &Import, theme: Theme, size: Size) -> Element<'_, Message> {
    use roster::State;

    let attaches = import.purpose() != roster::Purpose::Roster;
    let like = if attaches { "/home/you/picture.png" } else { "/home/you/roster.json" };
    let path = field::field(theme, like, import.path())
        .id(roster::FIELD)
        .on_input(|text| Message::Typed(Text(text)));
    let note = match import.state() {
        State::Still | State::Choosing if attaches => Note::Hint("~ is your own folder.".to_owned()),
        State::Still | State::Choosing => {
            Note::Hint("A JSON file with people, channels and groups.".to_owned())
        }
        State::NotChosen => Note::Hint("No file was chosen. Its path can be written here.".to_owned()),
        State::Reading => Note::Hint("Reading…".to_owned()),
        State::Done(words) => Note::Hint(words.clone()),
        State::Failed(words) => Note::Problem(words.clone()),
    };
    let done = matches!(import.state(), State::Done(_));
    let busy = matches!(import.state(), State::Reading | State::Choosing);
    // No such button for attachments: this form opens only because no system file dialog answered.
    let choose =
        (!attaches).then(|| button::plain(theme, "Choose a file…", (!busy).then_some(Message::FileAsked)));
    let close = button::plain(theme, "Cancel", (!done).then_some(Message::Closed));
    let go = button::primary(
        theme,
        match (done, attaches) {
            (true, _) => "Done",
            (false, true) => "Attach",
            (false, false) => "Import",
        },
        (!busy).then_some(Message::Pressed(Button::Go)),
    );
    let about = if attaches {
        "No dialog for files answers on this system. Write where the file is."
    } else {
        "What is known stays; names in the file win. Nothing leaves this computer."
    };
    let offers = (!import.offers().is_empty()).then(|| offers(import, theme));
    let body = column![
        label(theme, Role::Body, about).style(colors::muted),
        field::labelled(theme, if attaches { "File" } else { "Roster file" }, path, note),
        offers,
        choose,
    ]
    .spacing(space::THREE);
    let buttons = row![gap().width(Length::Fill), (!done).then_some(close), go].spacing(space::TWO);
    frame(if attaches { "Attach a file" } else { "Import a roster" }, body, buttons, theme, size)
}

/// The completions of the path.
fn offers(import: &Import, theme: Theme) -> Element<'_, Message> {
    let line = |(at, name): (usize, &String)| {
        let icon = if name.ends_with(std::path::is_separator) { Icon::FolderOpen } else { Icon::File };
        let words = label(theme, Role::Body, shown::name(name).into_owned());
        let face =
            row![part::glyph(theme, icon, 15.0, colors::muted), words].spacing(10).align_y(Alignment::Center);
        let chosen = if import.on() == Some(at) { Chosen::Yes } else { Chosen::No };
        button::entry(face, chosen, Some(Message::Picked(at)))
            .padding(Padding::from([space::ONE, space::TWO]))
            .width(Length::Fill)
            .into()
    };
    Column::with_children(import.offers().iter().enumerate().map(line)).into()
}

/// The form for a new token, or for the place where files are stored.
pub fn sign_in(given: &SignIn, theme: Theme, size: Size) -> Element<'_, Message> {
    use sign_in::{Purpose, State};

    let (hint, trying) = match given.purpose() {
        Purpose::Server => {
            ("It goes into the system's keyring where one answers, never into a file.", "Trying it…")
        }
        Purpose::Files => (
            "A folder needs none. WebDAV: user:password. It goes into the system's keyring, never into a file.",
            "Storing a few bytes there…",
        ),
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
            let token = secret("The new access token").on_input(|text| Message::Typed(Text(text)));
            (
                "Sign in again",
                "What waits goes out with the new token. Nothing has to be started again.",
                field::labelled(theme, "Access token", token, note),
                "Sign in",
            )
        }
        Purpose::Files => {
            let address = field::field(theme, "https://files.example.org/chat/", given.address())
                .id(sign_in::ADDRESS)
                .on_input(|text| Message::Typed(Text(text)));
            let how =
                Note::Hint("file:///srv/share/chat, https:// (WebDAV), s3://, az:// or gs://".to_owned());
            let secret = secret("If it needs one").on_input(|text| Message::Noted(Text(text)));
            let fields = column![
                field::labelled(theme, "Address", address, how),
                field::labelled(theme, "Secret", secret, note),
            ];
            (
                "Where files are stored",
                "Everyone you write to must be able to read this place. Messages that wait for it go out when it answers.",
                fields.spacing(space::THREE).into(),
                "Store files there",
            )
        }
    };
    let close = button::plain(theme, "Cancel", Some(Message::Closed));
    let go = button::primary(
        theme,
        if done { "Done" } else { go },
        (!busy).then_some(Message::Pressed(Button::Go)),
    );
    let body = column![label(theme, Role::Body, about).style(colors::muted), fields].spacing(space::THREE);
    let buttons = row![gap().width(Length::Fill), (!done).then_some(close), go].spacing(space::TWO);
    frame(title, body, buttons, theme, size)
}
