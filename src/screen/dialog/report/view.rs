//! Draws the dialog that reports a message. Tests: the pictures of `tests/window/reporting.rs`.

use super::{Message, Report, SeenBy};
use crate::chat::wish::Switch;
use crate::language::tr;
use crate::screen::dialog::frame::{buttons, frame};
use crate::screen::dialog::modal::{Part, Text};
use crate::screen::inbox::message::card;
use crate::screen::part;
use crate::theme::{Role, Theme, space, text as colors};
use crate::widget::button::{self, Chosen};
use crate::widget::choice::{self, radio};
use crate::widget::field::{self, Note};
use crate::widget::label::label;
use crate::widget::ring::ring;
use crate::widget::{Element, field::labelled};

use iced::widget::{Column, column, row};
use iced::{Alignment, Length, Padding, Size};

/// The id of the comment's field.
pub const WORDS: &str = "report-words";

/// The content of the dialog, in a window of this size.
pub fn view(report: &Report, theme: Theme, size: Size) -> Element<'_, Message> {
    let reasons = report.reasons.iter().enumerate().map(|(at, reason)| {
        let is_chosen = report.reason == Some(at);
        let chosen = if is_chosen { Chosen::Yes } else { Chosen::No };
        let face =
            row![radio(theme, chosen), label(theme, Role::Body, reason.words.as_str()).width(Length::Fill)]
                .spacing(space::TWO)
                .align_y(Alignment::Center)
                .height(theme.scaled(20.0));
        button::entry(face, chosen, Some(Message::Picked(at)))
            .padding(Padding::from([space::ONE + 1.0, space::THREE]))
            .width(Length::Fill)
            .into()
    });
    let hint =
        if report.needs_words() { tr::report_details_example_other() } else { tr::report_details_example() };
    let words = field::field(theme, hint, &report.words)
        .id(WORDS)
        .on_input(|text| Message::Details(Text(text)))
        .on_submit(Message::Entered(Part::Comment));
    let note = report.lacking.map_or(Note::None, |lacking| Note::Problem(lacking.to_owned()));
    let about = match report.seen_by {
        SeenBy::Reviewers => tr::report_about_private(),
        SeenBy::Everyone => tr::report_about_public(),
    };
    let (most, context) = report.context;
    let context = (most > 0).then(|| {
        let state = match context {
            Switch::On => choice::Switch::On,
            Switch::Off => choice::Switch::Off,
        };
        let says = tr::report_context(most as u64);
        ring(
            part::focus(Some(report.on), Part::Switch),
            choice::switch(theme, says, state, Message::ContextSwitched),
        )
    });
    let body = column![
        card::view(theme, &report.quoted, None, card::excerpt(theme, &report.quoted)),
        label(theme, Role::Body, about).style(colors::muted),
        ring(part::focus(Some(report.on), Part::Choice), Column::with_children(reasons).spacing(space::HALF)),
        labelled(theme, tr::report_details(), words, note),
        context,
    ]
    .spacing(space::THREE);
    let buttons = buttons([
        ring(
            part::focus(Some(report.on), Part::Cancel),
            button::plain(theme, tr::dialog_cancel(), Some(Message::Entered(Part::Cancel))),
        ),
        ring(
            part::focus(Some(report.on), Part::Go),
            button::danger(theme, tr::report_go(), report.is_ready().then_some(Message::Entered(Part::Go))),
        ),
    ]);
    frame(tr::report_title(), body, buttons, theme, size)
}
