//! A menu at a point. Its state is plain data: where it is and which item is chosen; keys go through [`Menu::key`].

use super::badge;
use super::button::{Chosen, entry};
use super::label::label;
use super::named::named;
use super::place_at::{Side, place_at};
use super::{Element, divider};
use crate::icon::Icon;
use crate::theme::{Role, Theme, container as ground, space, text as tone};

use iced::keyboard::Key;
use iced::keyboard::key::Named;
use iced::widget::{Column, Row, container, mouse_area, opaque, row, stack};
use iced::{Alignment, Length, Padding, Point};

/// An open menu.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Menu {
    at: Point,
    chosen: Option<usize>,
}

/// What a menu offers.
#[derive(Debug, Clone, PartialEq)]
pub enum Item<Message> {
    /// Something to do.
    Do {
        /// A picture for it.
        icon: Option<Icon>,
        /// What it is.
        says: String,
        /// The keys that do it without the menu.
        keys: Option<String>,
        /// How it is written.
        kind: Kind,
        /// What picking it gives; `None` when it cannot be done now.
        message: Option<Message>,
    },
    /// A line between groups.
    Line,
}

/// How an item is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As text.
    Plain,
    /// It destroys.
    Danger,
}

impl<Message> Item<Message> {
    /// Something that can be done.
    pub fn new(icon: Icon, says: impl Into<String>, message: Message) -> Self {
        Self::Do {
            icon: Some(icon),
            says: says.into(),
            keys: None,
            kind: Kind::Plain,
            message: Some(message),
        }
    }

    /// With the keys that do it without the menu.
    #[must_use]
    pub fn keys(self, with: impl Into<String>) -> Self {
        match self {
            Self::Do { icon, says, kind, message, .. } => {
                Self::Do { icon, says, keys: Some(with.into()), kind, message }
            }
            Self::Line => Self::Line,
        }
    }

    /// As something that destroys.
    #[must_use]
    pub fn danger(self) -> Self {
        match self {
            Self::Do { icon, says, keys, message, .. } => {
                Self::Do { icon, says, keys, kind: Kind::Danger, message }
            }
            Self::Line => Self::Line,
        }
    }

    fn message(&self) -> Option<&Message> {
        match self {
            Self::Do { message, .. } => message.as_ref(),
            Self::Line => None,
        }
    }
}

/// What a key did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<Message> {
    /// It was not for the menu.
    Ignored,
    /// Another item is chosen, or the same.
    Moved,
    /// An item was picked; the menu is to be closed.
    Picked(Message),
    /// The menu is to be closed.
    Closed,
}

impl Menu {
    /// A menu at a point of the window, opened by the pointer: nothing is chosen.
    pub fn at(point: Point) -> Self {
        Self { at: point, chosen: None }
    }

    /// A menu opened by a key: the first item is chosen.
    pub fn by_key<Message>(point: Point, items: &[Item<Message>]) -> Self {
        Self { at: point, chosen: items.iter().position(|item| item.message().is_some()) }
    }

    /// Which item is chosen.
    pub fn chosen(&self) -> Option<usize> {
        self.chosen
    }

    /// What a key press means to it.
    pub fn key<Message: Clone>(&mut self, key: &Key, items: &[Item<Message>]) -> Outcome<Message> {
        match key {
            Key::Named(Named::ArrowDown) => self.step(items, Step::Next),
            Key::Named(Named::ArrowUp) => self.step(items, Step::Previous),
            Key::Named(Named::Home) => {
                self.chosen = None;
                self.step(items, Step::Next)
            }
            Key::Named(Named::End) => {
                self.chosen = None;
                self.step(items, Step::Previous)
            }
            Key::Named(Named::Enter | Named::Space) => {
                let message = self.chosen.and_then(|index| items.get(index)).and_then(Item::message);
                message.map_or(Outcome::Moved, |message| Outcome::Picked(message.clone()))
            }
            Key::Named(Named::Escape | Named::Tab) => Outcome::Closed,
            Key::Named(_) | Key::Character(_) | Key::Unidentified => Outcome::Ignored,
        }
    }

    /// To the next item that can be picked, round the ends.
    fn step<Message>(&mut self, items: &[Item<Message>], step: Step) -> Outcome<Message> {
        let pickable: Vec<usize> =
            (0..items.len()).filter(|index| items[*index].message().is_some()).collect();
        let now = self.chosen.and_then(|chosen| pickable.iter().position(|index| *index == chosen));
        let count = pickable.len();
        let to = match (now, step) {
            (None, Step::Next) => 0,
            (None, Step::Previous) => count.saturating_sub(1),
            (Some(now), Step::Next) => (now + 1) % count,
            (Some(now), Step::Previous) => (now + count - 1) % count,
        };
        self.chosen = pickable.get(to).copied();
        Outcome::Moved
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Next,
    Previous,
}

/// The menu over `base`; a press outside gives `on_close`.
pub fn menu<'a, Message: Clone + 'a>(
    theme: Theme,
    base: impl Into<Element<'a, Message>>,
    menu: &Menu,
    items: &[Item<Message>],
    on_close: Message,
) -> Element<'a, Message> {
    let floating = place_at(menu.at, Side::Below, opaque(panel(theme, menu, items)));
    let outside = mouse_area(floating).on_press(on_close.clone()).on_right_press(on_close);
    stack![base.into(), opaque(outside)].into()
}

fn panel<'a, Message: Clone + 'a>(
    theme: Theme,
    menu: &Menu,
    items: &[Item<Message>],
) -> Element<'a, Message> {
    let rows = items.iter().enumerate().map(|(index, item)| match item {
        Item::Line => container(divider::horizontal()).padding(Padding::from([space::ONE, 0.0])).into(),
        Item::Do { icon, says, keys, kind, message } => {
            let style = match (message, kind) {
                (None, _) => tone::muted,
                (Some(_), Kind::Plain) => tone::normal,
                (Some(_), Kind::Danger) => tone::danger,
            };
            let icon = icon.map(|icon| named("", icon.view(theme).style(style)));
            let words = label(theme, Role::Body, says.clone()).style(style).width(Length::Fill);
            let keys = keys.as_deref().map(|keys| badge::keys(theme, keys));
            let inside: Row<'_, Message, Theme> = row![].push(icon).push(words).push(keys);
            let chosen = if menu.chosen == Some(index) { Chosen::Yes } else { Chosen::No };
            entry(inside.spacing(space::TWO + 2.0).align_y(Alignment::Center), chosen, message.clone())
                .padding(Padding::from([space::ONE + 1.0, space::TWO]))
                .into()
        }
    });
    container(Column::with_children(rows))
        .padding(space::ONE)
        .width(theme.scaled(232.0))
        .style(ground::floating)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> Vec<Item<&'static str>> {
        vec![
            Item::new(Icon::CornerUpLeft, "Reply", "reply").keys("T"),
            Item::Do { icon: None, says: "Edit".into(), keys: None, kind: Kind::Plain, message: None },
            Item::Line,
            Item::new(Icon::Trash2, "Delete", "delete").danger(),
        ]
    }

    #[test]
    fn arrows_step_over_what_cannot_be_picked_and_round_the_ends() {
        let items = items();
        let mut menu = Menu::at(Point::ORIGIN);
        let mut press = |key| {
            let outcome = menu.key(&Key::Named(key), &items);
            (outcome, menu.chosen())
        };
        assert_eq!(press(Named::Enter), (Outcome::Moved, None));
        assert_eq!(press(Named::ArrowDown).1, Some(0));
        assert_eq!(press(Named::ArrowDown).1, Some(3));
        assert_eq!(press(Named::ArrowDown).1, Some(0));
        assert_eq!(press(Named::ArrowUp).1, Some(3));
        assert_eq!(press(Named::Home).1, Some(0));
        assert_eq!(press(Named::End).1, Some(3));
        assert_eq!(press(Named::Enter).0, Outcome::Picked("delete"));
        assert_eq!(press(Named::Escape).0, Outcome::Closed);
        assert_eq!(press(Named::F1).0, Outcome::Ignored);
    }

    #[test]
    fn a_menu_opened_by_a_key_has_its_first_item_chosen() {
        assert_eq!(Menu::by_key(Point::ORIGIN, &items()).chosen(), Some(0));
        let mut empty = Menu::by_key::<()>(Point::ORIGIN, &[]);
        assert_eq!(empty.key(&Key::Named(Named::ArrowDown), &[]), Outcome::<()>::Moved);
        assert_eq!(empty.chosen(), None);
    }
}
