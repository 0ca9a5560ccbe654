//! A conversation made of widgets: list, passages, reveal, composer frame.

use crate::Message;

use confab::chat::text::{self, Names, Span};
use confab::icon::Icon;
use confab::theme::{Role, Theme, container as ground, space, text as tone};
use confab::widget::avatar::{Face, Size, avatar};
use confab::widget::badge::{self, Tone, Weight, mark};
use confab::widget::button::{Chosen, entry};
use confab::widget::editor::{Text, editor};
use confab::widget::hotspot::hotspot;
use confab::widget::label::label;
use confab::widget::list::{Grow, Key, Rows, list};
use confab::widget::notice::notice;
use confab::widget::one_line::one_line;
use confab::widget::passage::passage;
use confab::widget::reveal::{Ground, Place, Shown, reveal};
use confab::widget::{Element, button, divider};

use iced::widget::{column, container, row};
use iced::{Alignment, Border, Length, Padding};

pub(crate) struct Timeline {
    theme: Theme,
    entries: Vec<Entry>,
}

enum Entry {
    Day(&'static str),
    New,
    Said { who: &'static str, at: &'static str, pieces: Vec<Span>, marks: Marks },
}

#[derive(Clone, Copy)]
enum Marks {
    None,
    Edited,
    Waiting,
    Refused,
    Tagged,
}

pub(crate) fn timeline(theme: Theme) -> Timeline {
    let said = |who, at, pieces, marks| Entry::Said { who, at, pieces, marks };
    let mut entries = vec![Entry::Day("Yesterday")];
    for _ in 0..6 {
        entries.push(said(
            "Chen Wei",
            "17:40",
            spans("Earlier talk that fills the page above."),
            Marks::None,
        ));
    }
    entries.extend([
        Entry::Day("Today, 22 November"),
        said("Asha Rao", "09:12", spans("Good morning! Revenue is up 12% 😀 ❤ ❤️ 👍🏽 👩‍💻 🏳️‍🌈 🇮🇳 1️⃣ ⚠️ 👨‍👩‍👧‍👦 🫠 ✓ ☺ and churn is down to 1.8%."), Marks::Edited),
        said(
            "Ben Okri",
            "09:14",
            spans("Nice. I put the sheet at https://example.org/q3 — see `total_revenue()` for _how_ it is **computed**."),
            Marks::None,
        ),
        said("Ben Okri", "09:14", spans("Could somebody look at `deploy.sh` before noon?"), Marks::None),
        Entry::New,
        said(
            "山田 太郎",
            "09:20",
            spans("@Asha Rao 了解しました。資料を確認します 👍🎉😀❤️ ✓"),
            Marks::Tagged,
        ),
        said("ليلى حسن", "09:21", spans("صباح الخير! سأراجع الأرقام الآن وأرسل الملاحظات قبل الظهر."), Marks::None),
        said("Bartholomew-Maximilian von Hohenzollern-Sigmaringen the Younger", "09:25", spans("A name can be long, andawordwithoutanyspaceswhichmustbreaksomewherebecausethereisnoroomforitinthewindowatallbelieveme."), Marks::None),
        said("Asha Rao", "09:30", spans("Great, thanks all."), Marks::Waiting),
        said("Asha Rao", "09:31", spans("I will send the long report here as well."), Marks::Refused),
    ]);
    Timeline { theme, entries }
}

impl Rows<Message> for &Timeline {
    fn len(&self) -> usize {
        self.entries.len()
    }
    fn key(&self, index: usize) -> Key {
        Key(index as u128)
    }
    fn version(&self, _index: usize) -> u64 {
        0
    }
    fn index_of(&self, key: Key) -> Option<usize> {
        usize::try_from(key.0).ok().filter(|index| *index < self.entries.len())
    }
    fn view(&self, index: usize) -> Element<'static, Message> {
        match &self.entries[index] {
            Entry::Day(says) => divider::day(self.theme, *says),
            Entry::New => divider::new(self.theme, "New"),
            Entry::Said { who, at, pieces, marks } => said(self.theme, who, at, pieces.clone(), *marks),
        }
    }
}

fn said(
    theme: Theme,
    who: &'static str,
    at: &'static str,
    pieces: Vec<Span>,
    marks: Marks,
) -> Element<'static, Message> {
    let mut id = [0; 16];
    id[0] = who.len() as u8;
    let below: Option<Element<'static, Message>> = match marks {
        Marks::None | Marks::Tagged => None,
        Marks::Edited => Some(mark(theme, Icon::Pencil, "edited", Tone::Muted)),
        Marks::Waiting => Some(mark(theme, Icon::Clock, "waiting", Tone::Muted)),
        Marks::Refused => Some(notice(
            theme,
            Tone::Danger,
            "Not accepted: longer than the server allows (4,000 characters).",
            ["Edit", "Retry", "Discard"].map(|says| (says.into(), Message::Nothing)).into(),
        )),
    };
    let head = row![
        one_line(theme, Role::BodyBold, who).style(tone::normal).leave(theme.scaled(48.0)),
        label(theme, Role::Small, at).style(tone::muted),
    ]
    .spacing(space::TWO)
    .align_y(Alignment::Center);
    let words = column![head, passage(pieces, theme).width(Length::Fill)].push(below).spacing(space::HALF);
    let body = row![avatar(theme, Face { name: who, id }, Size::Medium), words]
        .spacing(space::THREE)
        .padding(Padding::from([space::ONE, space::FOUR]));
    let actions = move || {
        let buttons = row![
            button::icon(theme, Icon::Smile, "React", Some(Message::Nothing)),
            button::icon(theme, Icon::MessageSquareText, "Reply", Some(Message::Nothing)),
            button::icon(theme, Icon::Star, "Star", Some(Message::Nothing)),
            button::icon(theme, Icon::Ellipsis, "More", Some(Message::Nothing)),
        ];
        container(buttons.spacing(space::HALF)).padding(space::HALF).style(ground::tooltip).into()
    };
    let ground = match marks {
        Marks::Tagged => Ground::Accent,
        Marks::None | Marks::Edited | Marks::Waiting | Marks::Refused => Ground::None,
    };
    hotspot(reveal(body, Some(actions), Shown::OnHover, ground, Place::Inside), |_| Message::Nothing)
}

pub(crate) fn chat<'a>(theme: Theme, timeline: &'a Timeline, draft: &'a Text) -> Element<'a, Message> {
    let on = Some(Message::Nothing);
    let head = row![
        Icon::Hash.view(theme).style(tone::muted),
        one_line(theme, Role::Heading, "launch").style(tone::normal),
        one_line(
            theme,
            Role::Small,
            "Everything about the launch on 1 December — please keep it to the point"
        )
        .style(tone::muted)
        .width(Length::Fill),
        button::icon(theme, Icon::Pin, "Pinned", on.clone()),
        button::icon(theme, Icon::Search, "Search", on.clone()),
        button::active_icon(theme, Icon::PanelRight, "Details", on.clone()),
    ]
    .spacing(space::TWO)
    .align_y(Alignment::Center)
    .padding(Padding::from([space::TWO, space::FOUR]));
    let rows = list(timeline, theme).grow(Grow::Up);
    let field = editor(draft, theme, |_| Message::Nothing).placeholder("Message #launch");
    let composer = container(
        row![
            button::icon(theme, Icon::Paperclip, "Attach a file", on.clone()),
            container(field).padding(Padding::from([space::ONE + 1.0, 0.0])).width(Length::Fill),
            button::icon(theme, Icon::Smile, "Emoji", on.clone()),
            button::primary_icon(theme, Icon::SendHorizontal, "Send", on),
        ]
        .spacing(space::ONE)
        .align_y(Alignment::End),
    )
    .padding(space::ONE)
    .style(|theme: &Theme| container::Style {
        border: Border { color: theme.colors().outline, width: 1.0, radius: 8.0.into() },
        ..ground::flat(theme.colors().background)
    });
    let middle = column![
        head,
        divider::horizontal(),
        rows,
        container(composer).padding(Padding {
            top: space::ONE,
            right: space::FOUR,
            bottom: space::FOUR,
            left: space::FOUR
        }),
    ];
    let page = row![
        container(sidebar(theme))
            .width(theme.scaled(220.0).min(240.0))
            .height(Length::Fill)
            .style(ground::surface),
        divider::vertical(),
        middle,
    ];
    container(page).style(ground::background).into()
}

fn sidebar<'a>(theme: Theme) -> Element<'a, Message> {
    let heading = |says: &'static str| {
        container(label(theme, Role::SmallStrong, says).style(tone::muted)).padding(Padding {
            top: space::THREE,
            right: space::TWO,
            bottom: space::ONE,
            left: space::TWO,
        })
    };
    let conversation = |name: &'static str, icon: Icon, unread: u64, chosen| {
        let role = if unread > 0 { Role::BodyStrong } else { Role::Body };
        let style = if unread > 0 { tone::normal } else { tone::muted };
        let name = one_line(theme, role, name).style(style).width(Length::Fill);
        let row = row![icon.view(theme).style(tone::muted), name]
            .push(badge::count(theme, unread, if unread > 5 { Weight::Quiet } else { Weight::Strong }))
            .spacing(space::TWO)
            .align_y(Alignment::Center);
        entry(row, chosen, Some(Message::Nothing)).padding(Padding::from([space::ONE, space::TWO]))
    };
    let person = |name: &'static str, unread: u64| {
        let row = row![
            avatar(theme, Face { name, id: [name.len() as u8; 16] }, Size::Small),
            one_line(theme, Role::Body, name).style(tone::muted).width(Length::Fill),
        ]
        .push(badge::count(theme, unread, Weight::Strong))
        .spacing(space::TWO)
        .align_y(Alignment::Center);
        entry(row, Chosen::No, Some(Message::Nothing)).padding(Padding::from([space::ONE, space::TWO]))
    };
    column![
        conversation("Jump to…", Icon::Search, 0, Chosen::No),
        heading("Channels"),
        conversation("general", Icon::Hash, 0, Chosen::No),
        conversation("launch", Icon::Hash, 2, Chosen::Yes),
        conversation("a-channel-with-a-very-long-name-indeed", Icon::Hash, 12, Chosen::No),
        heading("Direct"),
        person("Ben Okri", 1),
        person("山田 太郎", 0),
        person("Bartholomew-Maximilian von Hohenzollern", 0),
        heading("Outbox"),
        conversation("Outbox", Icon::Hourglass, 3, Chosen::No),
    ]
    .padding(space::TWO)
    .into()
}

/// A text of one paragraph.
fn spans(text: &str) -> Vec<Span> {
    let blocks = text::parse(text, &Names::new(["Asha Rao"]));
    text::spans(&blocks).into_iter().cloned().collect()
}
