//! Placeholders for rows that are loading: bars of their shape. Nothing moves, because rows from the local store arrive
//! before a spinner would have turned once.

use super::Element;
use crate::theme::{Theme, container as ground, space};

use iced::widget::{Column, column, container, row};
use iced::{Border, Length};

/// Placeholders for `count` messages.
pub fn messages<'a, Message: 'a>(theme: Theme, count: usize) -> Element<'a, Message> {
    // The widths differ, so that it reads as text.
    const SHARES: [(u16, u16); 4] = [(5, 5), (7, 3), (4, 6), (6, 4)];
    let rows = SHARES.into_iter().cycle().take(count).map(|(long, rest)| {
        let disc = bar(theme.scaled(36.0), theme.scaled(36.0), theme.scaled(18.0));
        let name = bar(theme.scaled(120.0), theme.scaled(10.0), 4.0);
        let line =
            container("").width(Length::FillPortion(long)).height(theme.scaled(10.0)).style(shape(4.0));
        let line = row![line, container("").width(Length::FillPortion(rest))];
        row![disc, column![name, line].spacing(space::TWO).padding([6, 0])].spacing(space::THREE).into()
    });
    Column::with_children(rows).spacing(space::FOUR).padding(space::FOUR).into()
}

fn bar<'a, Message: 'a>(width: f32, height: f32, radius: f32) -> Element<'a, Message> {
    container("").width(width).height(height).style(shape(radius)).into()
}

fn shape(radius: f32) -> impl Fn(&Theme) -> container::Style {
    move |theme| container::Style {
        border: Border { radius: radius.into(), ..Border::default() },
        ..ground::flat(theme.colors().hover)
    }
}
