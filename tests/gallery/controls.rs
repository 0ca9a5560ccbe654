//! Controls, and floating panels.

use crate::Message;

use confab::icon::Icon;
use confab::theme::{Role, Theme, container as ground, space, text as tone};
use confab::widget::avatar::{Face, Size, avatar, stacked};
use confab::widget::badge::{self, Tone, Weight, mark};
use confab::widget::choice::{Switch, segmented, switch};
use confab::widget::field::{Note, field, labelled};
use confab::widget::label::label;
use confab::widget::lifted::{Height, lifted};
use confab::widget::notice::notice;
use confab::widget::one_line::one_line;
use confab::widget::ring::{Focus, ring};
use confab::widget::{Element, button, divider};

use iced::widget::{Column, Row, column, container, row, scrollable, stack};
use iced::{Alignment, Length};

fn line<'a>(parts: Vec<Element<'a, Message>>) -> Element<'a, Message> {
    Row::with_children(parts).spacing(space::TWO).align_y(Alignment::Center).wrap().into()
}

pub(crate) fn controls<'a>(theme: Theme) -> Element<'a, Message> {
    let on = Some(Message::Nothing);
    let head = |says: &'static str| label(theme, Role::Heading, says).style(tone::normal);
    let buttons = line(vec![
        button::primary(theme, "Send", on.clone()).into(),
        button::plain(theme, "Cancel", on.clone()).into(),
        button::danger(theme, "Delete", on.clone()).into(),
        button::quiet(theme, "Not now", on.clone()).into(),
        button::link(theme, "Retry now", on.clone()).into(),
        button::primary(theme, "Sending", None).into(),
        button::with_icon(theme, Icon::Plus, "New group", on.clone()).into(),
        button::icon(theme, Icon::Paperclip, "Attach a file", on.clone()),
        button::icon(theme, Icon::Smile, "Emoji", on.clone()),
        button::active_icon(theme, Icon::Star, "Starred", on.clone()),
        button::primary_icon(theme, Icon::SendHorizontal, "Send now", on.clone()),
        ring(Focus::Here, button::plain(theme, "Has the keyboard", on.clone())),
    ]);
    let names =
        ["Asha Rao", "Ben Okri", "Chen Wei", "Zoë", "山田 太郎", "ليلى حسن", "Ops", "D E", "Fay", "Gus H"];
    let face = |index: usize| Face { name: names[index], id: [index as u8 * 17; 16] };
    let mut faces: Vec<Element<'_, Message>> =
        (0..10).map(|index| avatar(theme, face(index), Size::Medium)).collect();
    faces.push(stacked(theme, &[face(0), face(1)], Size::Medium, |colors| colors.background));
    faces.push(stacked(theme, &[face(2), face(3)], Size::Small, |colors| colors.background));
    faces.push(avatar(theme, face(4), Size::Small));
    faces.push(avatar(theme, face(5), Size::Large));
    let marks = line(vec![
        badge::count(theme, 3, Weight::Strong).unwrap(),
        badge::count(theme, 120, Weight::Quiet).unwrap(),
        badge::dot(theme, |colors| colors.accent),
        mark(theme, Icon::Pencil, "edited", Tone::Muted),
        mark(theme, Icon::Clock, "waiting", Tone::Muted),
        mark(theme, Icon::CheckCheck, "seen back", Tone::Muted),
        mark(theme, Icon::Pin, "pinned", Tone::Accent),
        mark(theme, Icon::CircleCheck, "accepted", Tone::Success),
        mark(theme, Icon::Flag, "reported", Tone::Warning),
        mark(theme, Icon::CircleAlert, "refused", Tone::Danger),
        badge::keys(theme, "Ctrl+Shift+K"),
    ]);
    let notices = column![
        notice(theme, Tone::Muted, "Offline — 3 messages will send when the connection is back", vec![]),
        notice(
            theme,
            Tone::Accent,
            "Ben Okri tagged you in #launch",
            vec![("Show".into(), Message::Nothing)]
        ),
        notice(
            theme,
            Tone::Warning,
            "Could not reach the server. Retrying in 8 s",
            vec![("Retry now".into(), Message::Nothing)]
        ),
        notice(
            theme,
            Tone::Danger,
            "The server refused this message: it is longer than 4,000 characters.",
            ["Edit", "Retry", "Discard"].map(|says| (says.into(), Message::Nothing)).into()
        ),
    ]
    .spacing(space::TWO);
    let choices = line(vec![
        segmented(theme, [(0, "Light".into()), (1, "Dark".into()), (2, "As the system".into())], &2, |_| {
            Message::Nothing
        }),
        container(switch(theme, "Show previews", Switch::On, Message::Nothing))
            .width(theme.scaled(180.0))
            .into(),
        container(switch(theme, "Play a sound", Switch::Off, Message::Nothing))
            .width(theme.scaled(180.0))
            .into(),
    ]);
    let fields = row![
        labelled(
            theme,
            "Server",
            field(theme, "https://chat.example.org/", "").on_input(|_| Message::Nothing),
            Note::Hint("The address your administrator gave you".into())
        ),
        labelled(
            theme,
            "Name",
            field(theme, "Your name", "Asha Rao").on_input(|_| Message::Nothing),
            Note::Problem("This name is taken; add a second letter".into())
        ),
    ]
    .spacing(space::FOUR);
    let long = row![
        avatar(theme, face(0), Size::Small),
        one_line(
            theme,
            Role::BodyStrong,
            "Bartholomew-Maximilian von Hohenzollern-Sigmaringen the Younger of Upper Lower Saxony"
        )
        .style(tone::normal)
        .width(Length::Fill),
        one_line(theme, Role::Body, "وصلت الأرقام الجديدة من المورّد هذا الصباح ونحتاج إلى مراجعتها قبل الظهر")
            .style(tone::muted)
            .width(Length::Fill),
        badge::count(theme, 7, Weight::Strong),
    ]
    .spacing(space::TWO)
    .align_y(Alignment::Center);
    let texts = column![
        label(theme, Role::Title, "Title 22 on 28").style(tone::normal),
        label(theme, Role::Heading, "Heading 16 semibold").style(tone::normal),
        row![
            label(theme, Role::Body, "Body 14").style(tone::normal),
            label(theme, Role::BodyStrong, "medium").style(tone::normal),
            label(theme, Role::BodyBold, "semibold").style(tone::normal),
            label(theme, Role::BodyItalic, "italic").style(tone::normal),
            label(theme, Role::Code, "code -> != 0O1lI").style(tone::normal),
            label(theme, Role::Small, "small 12").style(tone::muted),
        ]
        .spacing(space::THREE)
        .align_y(Alignment::Center),
    ]
    .spacing(space::ONE);
    let icons = Icon::ALL.iter().map(|icon| icon.view(theme).style(tone::normal).into());
    let all: Column<'_, Message, Theme> = column![
        texts,
        divider::horizontal(),
        head("Buttons"),
        buttons,
        line(faces),
        marks,
        notices,
        choices,
        fields,
        long,
        Row::with_children(icons).spacing(space::TWO).wrap(),
        divider::day(theme, "Today, 22 November"),
        divider::new(theme, "New"),
    ];
    container(scrollable(all.spacing(space::THREE).padding(space::FOUR)))
        .width(Length::Fill)
        .height(Length::Fill)
        .style(ground::background)
        .into()
}

pub(crate) fn floating_over<'a>(theme: Theme, base: Element<'a, Message>) -> Element<'a, Message> {
    let words = label(
        theme,
        Role::Body,
        "It disappears for everyone in #launch once the server has taken the deletion.",
    );
    let panel = container(words.style(tone::normal)).padding(space::SIX).max_width(420);
    let hint = container(label(theme, Role::Small, "Reply in thread  T")).padding(space::TWO);
    let both = column![lifted(Height::Panel, panel), lifted(Height::Hint, hint)].spacing(space::EIGHT);
    stack![base, container(both).center(Length::Fill).style(ground::scrim)].into()
}
