//! The virtual list under real events: its cost, and that the text being read does not move.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod counted;

use confab::headless::{Driver, Stage};
use confab::theme::Theme;
use confab::widget::list::{Align, Grow, Jump, Key, Rows, Target, Visible, list};
use counted::{Counts, counted};

use iced::widget::{button, column, text, text_input};
use iced::{Element, Length, Point, Size, Task};

const MIDDLE: Point = Point::new(200.0, 300.0);

#[derive(Clone)]
struct Entry {
    id: u128,
    height: f32,
    version: u64,
}

struct Page {
    entries: Vec<Entry>,
    before: u64,
    after: u64,
    jump: Option<Jump>,
    typed: String,
    visible: Option<Visible>,
    near: Vec<&'static str>,
    sought: Vec<u64>,
    grow: Grow,
    place: u64,
    counts: Counts,
}

#[derive(Debug, Clone)]
enum Message {
    Typed(String),
    Visible(Visible),
    Near(&'static str),
    Seek(u64),
    Append(u128),
    Prepend(u128),
    Resize(u128, f32),
    Remove(u128),
    Jump(Target),
    Place(u64),
    Load { first: u128, before: u64, after: u64 },
    Pressed(u128),
}

impl Page {
    fn of(rows: u128, counts: Counts) -> Self {
        Self {
            entries: (0..rows).map(entry).collect(),
            before: 0,
            after: 0,
            jump: None,
            typed: String::new(),
            visible: None,
            near: Vec::new(),
            sought: Vec::new(),
            grow: Grow::Up,
            place: 0,
            counts,
        }
    }
}

/// Heights differ, like those of messages.
fn entry(id: u128) -> Entry {
    Entry { id, height: 20.0 + (id * 7 % 5) as f32 * 10.0, version: 0 }
}

impl Rows<Message> for &Page {
    fn len(&self) -> usize {
        self.entries.len()
    }
    fn key(&self, index: usize) -> Key {
        Key(self.entries[index].id)
    }
    fn version(&self, index: usize) -> u64 {
        self.entries[index].version
    }
    fn index_of(&self, key: Key) -> Option<usize> {
        // Ids are ascending, like positions in a conversation.
        self.entries.binary_search_by_key(&key.0, |entry| entry.id).ok()
    }
    fn view(&self, index: usize) -> Element<'static, Message, Theme> {
        let Entry { id, height, .. } = self.entries[index];
        self.counts.built();
        counted(
            button(text(format!("row {id}"))).on_press(Message::Pressed(id)).padding(0).height(height),
            self.counts.clone(),
        )
    }
}

fn update(page: &mut Page, message: Message) -> Task<Message> {
    match message {
        Message::Typed(typed) => page.typed = typed,
        Message::Visible(visible) => page.visible = Some(visible),
        Message::Near(end) => page.near.push(end),
        Message::Seek(row) => page.sought.push(row),
        Message::Append(count) => {
            let next = page.entries.last().map_or(0, |entry| entry.id + 1);
            page.entries.extend((next..next + count).map(entry));
        }
        Message::Prepend(count) => {
            let first = page.entries[0].id;
            page.entries.splice(0..0, (first - count..first).map(entry));
        }
        Message::Resize(id, height) => {
            let entry = page.entries.iter_mut().find(|entry| entry.id == id).unwrap();
            entry.height = height;
            entry.version += 1;
        }
        Message::Remove(id) => page.entries.retain(|entry| entry.id != id),
        Message::Jump(to) => {
            let ticket = page.jump.map_or(1, |jump| jump.ticket + 1);
            page.jump = Some(Jump { ticket, to });
        }
        Message::Place(place) => page.place = place,
        Message::Load { first, before, after } => {
            page.entries = (first..first + 500).map(entry).collect();
            (page.before, page.after) = (before, after);
        }
        Message::Pressed(id) => page.typed = format!("pressed {id}"),
    }
    Task::none()
}

fn view(page: &Page) -> Element<'_, Message, Theme> {
    let rows = list(page, Theme::default())
        .grow(page.grow)
        .place(page.place)
        .surrounded(page.before, page.after)
        .jump(page.jump)
        .on_visible(Message::Visible)
        .on_near_start(|| Message::Near("start"))
        .on_near_end(|| Message::Near("end"))
        .on_seek(Message::Seek);
    column![rows, text_input("Write", &page.typed).on_input(Message::Typed)].height(Length::Fill).into()
}

/// A driver of a page with this many rows, 400 by 630, with a list about 600 high.
macro_rules! open {
    ($rows:expr) => {
        open!($rows, |_page: &mut Page| {})
    };
    ($rows:expr, $change:expr) => {{
        let counts = Counts::default();
        let (given, change) = (counts.clone(), $change);
        let boot = move || {
            let mut page = Page::of($rows, given.clone());
            change(&mut page);
            page
        };
        let program = iced::application(boot, update, view).theme(|_: &Page| Theme::default());
        let stage = Stage { size: Size::new(400.0, 630.0), ..Stage::default() };
        (Driver::open(program, stage).await.unwrap(), counts)
    }};
}

/// The text of a row in the middle of the window, and its position.
fn reading(page: &mut Driver<impl iced::Program>) -> (String, f32) {
    let found =
        page.texts().into_iter().find(|found| found.text.starts_with("row") && found.bounds.y > 250.0);
    let found = found.unwrap();
    (found.text, found.bounds.y)
}

fn y_of(page: &mut Driver<impl iced::Program>, row: &str) -> f32 {
    page.find(row).unwrap().y
}

#[tokio::test(start_paused = true)]
async fn a_frame_costs_the_same_at_a_hundred_rows_and_at_a_million() {
    let mut costs = Vec::new();
    for rows in [100, 10_000, 1_000_000] {
        let (mut page, counts) = open!(rows);
        let opening = counts.take();
        page.wheel(MIDDLE, 3.0).await;
        let scrolling = counts.take();
        page.send(Message::Append(1)).await;
        let arriving = counts.take();
        costs.push((opening.builds, opening.layouts, scrolling, arriving.builds));
    }
    assert_eq!(costs[0], costs[1]);
    assert_eq!(costs[1], costs[2]);
    assert!(costs[0].0 < 30, "{costs:?}");
}

#[tokio::test(start_paused = true)]
async fn typing_and_hovering_build_and_lay_out_no_row() {
    let (mut page, counts) = open!(10_000);
    page.click("Write").await.unwrap();
    let _ = counts.take();
    page.type_text("hello").await;
    page.move_to(MIDDLE).await;
    page.move_to(Point::new(150.0, 200.0)).await;
    let costs = counts.take();
    assert_eq!((costs.builds, costs.layouts), (0, 0));
    assert_eq!(page.state().typed, "hello");
}

#[tokio::test(start_paused = true)]
async fn scrolling_builds_only_rows_that_come_near() {
    let (mut page, counts) = open!(10_000);
    let _ = counts.take();
    page.wheel(MIDDLE, 1.0).await;
    let costs = counts.take();
    assert!(costs.builds <= 3, "{costs:?}");
    page.wheel(MIDDLE, -1.0).await;
    assert_eq!(counts.take().builds, 0, "rows just left are kept");
}

#[tokio::test(start_paused = true)]
async fn a_row_is_built_again_only_when_its_version_changes() {
    let (mut page, counts) = open!(1_000);
    let _ = counts.take();
    page.send(Message::Resize(995, 55.0)).await;
    assert_eq!(counts.take().builds, 1);
    page.send(Message::Resize(3, 55.0)).await;
    assert_eq!(counts.take().builds, 0);
}

#[tokio::test(start_paused = true)]
async fn it_opens_at_the_end_and_stays_there() {
    let (mut page, _) = open!(1_000);
    assert!(page.shows("row 999"));
    assert!(page.state().visible.unwrap().at_end);
    page.send(Message::Append(3)).await;
    assert!(page.shows("row 1002"));
    page.send(Message::Resize(1002, 200.0)).await;
    page.send(Message::Append(1)).await;
    assert!(page.shows("row 1003"));
    assert!(page.state().visible.unwrap().at_end);
}

#[tokio::test(start_paused = true)]
async fn what_is_read_does_not_move_by_a_pixel() {
    let (mut page, _) = open!(1_000, |page: &mut Page| {
        page.entries = (5_000..6_000).map(entry).collect();
    });
    page.wheel(MIDDLE, 40.0).await;
    let (row, y) = reading(&mut page);
    let number: u128 = row[4..].parse().unwrap();
    page.send(Message::Append(5)).await;
    assert_eq!(y_of(&mut page, &row), y, "after an append");
    page.send(Message::Prepend(500)).await;
    assert_eq!(y_of(&mut page, &row), y, "after a prepend");
    let far_above = page.state().entries[3].id;
    page.send(Message::Resize(far_above, 300.0)).await;
    assert_eq!(y_of(&mut page, &row), y, "after a change far above");
    let top = page.texts().into_iter().find(|found| found.text.starts_with("row")).unwrap();
    let cut = top.text[4..].parse().unwrap();
    page.send(Message::Resize(cut, 170.0)).await;
    assert_eq!(y_of(&mut page, &row), y, "after a row cut by the top edge grew");
    page.send(Message::Resize(cut - 1, 170.0)).await;
    assert_eq!(y_of(&mut page, &row), y, "after a row just above grew");
    page.send(Message::Remove(cut)).await;
    assert_eq!(y_of(&mut page, &row), y, "after a row above went");
    page.resize(Size::new(600.0, 630.0)).await;
    assert_eq!(y_of(&mut page, &row), y, "after the window became wider");
    assert!(number > 5_000);
}

#[tokio::test(start_paused = true)]
async fn when_the_row_one_reads_is_deleted_its_neighbour_stays() {
    let (mut page, _) = open!(1_000);
    page.wheel(MIDDLE, 40.0).await;
    let visible = page.state().visible.unwrap();
    let texts = page.texts();
    let second = texts.iter().filter(|found| found.text.starts_with("row")).nth(4).unwrap().clone();
    for id in [visible.first.0, visible.first.0 + 1] {
        page.send(Message::Remove(id)).await;
    }
    let moved = (y_of(&mut page, &second.text) - second.bounds.y).abs();
    assert!(moved <= 60.0, "moved by {moved}");
}

#[tokio::test(start_paused = true)]
async fn a_jump_happens_once_and_waits_for_its_row() {
    let (mut page, _) = open!(1_000);
    page.send(Message::Jump(Target::Row { key: Key(500), align: Align::Center })).await;
    let bounds = page.find("row 500").unwrap();
    assert!((bounds.center().y - 300.0).abs() < 40.0, "{bounds:?}");
    page.wheel(MIDDLE, 20.0).await;
    assert!(!page.shows("row 500"), "the same ticket does not pull back");
    page.send(Message::Jump(Target::Row { key: Key(1_200), align: Align::Top })).await;
    assert!(!page.shows("row 1200"));
    page.send(Message::Append(400)).await;
    assert!((y_of(&mut page, "row 1200") - 8.0).abs() < 1.0);
    page.send(Message::Jump(Target::End)).await;
    assert!(page.shows("row 1399"));
    page.send(Message::Jump(Target::Start)).await;
    assert_eq!(y_of(&mut page, "row 0"), 0.0);
}

#[tokio::test(start_paused = true)]
async fn keyboard_focus_moves_the_list_only_as_far_as_it_must() {
    let (mut page, _) = open!(1_000);
    let focus = |id| Message::Jump(Target::Row { key: Key(id), align: Align::Nearest });
    page.send(focus(995)).await;
    assert!(page.state().visible.unwrap().at_end, "a row in sight moves nothing");
    for (id, name, before) in [(970, "row 970", "row 969"), (969, "row 969", "row 968")] {
        page.send(focus(id)).await;
        let row = page.find(name).unwrap();
        assert!((8.0..=40.0).contains(&row.y), "{row:?}");
        assert!(page.shows(before), "its neighbour is seen to be there");
    }
    page.send(focus(999)).await;
    assert!(page.shows("row 999"));
    assert!(page.state().visible.unwrap().at_end, "there is nothing to be seen below the last");
}

#[tokio::test(start_paused = true)]
async fn pages_overlap_a_little() {
    let (mut page, _) = open!(1_000);
    let first = page.state().visible.unwrap().first;
    page.send(Message::Jump(Target::PageUp)).await;
    let now = page.state().visible.unwrap();
    assert!(now.last >= first && now.first < first);
    page.send(Message::Jump(Target::PageDown)).await;
    assert!(page.state().visible.unwrap().at_end);
}

#[tokio::test(start_paused = true)]
async fn more_rows_are_asked_for_once_before_they_are_needed() {
    let (mut page, _) = open!(500, |page: &mut Page| (page.before, page.after) = (1_000, 1_000));
    page.send(Message::Jump(Target::Row { key: Key(250), align: Align::Top })).await;
    page.send(Message::Jump(Target::Row { key: Key(255), align: Align::Top })).await;
    let asked = page.state().near.clone();
    assert_eq!(asked, ["end"], "it opened at its end");
    page.wheel(MIDDLE, 165.0).await;
    page.wheel(MIDDLE, 1.0).await;
    assert_eq!(page.state().near, ["end", "start"]);
}

#[tokio::test(start_paused = true)]
async fn an_end_that_is_not_the_end_of_the_whole_does_not_hold_one() {
    let (mut page, _) = open!(500, |page: &mut Page| page.after = 1_000);
    page.wheel(MIDDLE, -50.0).await;
    assert!(!page.state().visible.unwrap().at_end);
    let y = y_of(&mut page, "row 499");
    page.send(Message::Append(100)).await;
    assert_eq!(y_of(&mut page, "row 499"), y);
}

#[tokio::test(start_paused = true)]
async fn the_scrollbar_is_dragged_through_all_and_asks_for_what_is_not_loaded() {
    let (mut page, counts) = open!(500, |page: &mut Page| (page.before, page.entries) =
        (9_500, (9_500..10_000).map(entry).collect()));
    page.move_to(MIDDLE).await;
    let _ = counts.take();
    page.drag(Point::new(394.0, 590.0), Point::new(394.0, 300.0)).await;
    let sought = *page.state().sought.last().unwrap();
    assert!((4_000..6_000).contains(&sought), "{sought}");
    assert!(counts.take().builds < 200);
    page.send(Message::Load { first: 4_750, before: 4_750, after: 4_750 }).await;
    assert!(!page.state().visible.unwrap().at_end);
}

#[tokio::test(start_paused = true)]
async fn dragging_the_scrollbar_inside_the_loaded_rows_goes_there() {
    let (mut page, _) = open!(1_000);
    page.move_to(MIDDLE).await;
    page.drag(Point::new(394.0, 590.0), Point::new(394.0, 5.0)).await;
    assert!(page.shows("row 0"));
    page.drag(Point::new(394.0, 10.0), Point::new(394.0, 620.0)).await;
    assert!(page.shows("row 999"));
    assert!(page.state().visible.unwrap().at_end);
    assert!(page.state().sought.is_empty());
}

#[tokio::test(start_paused = true)]
async fn each_list_it_stands_for_has_its_own_place() {
    let (mut page, _) = open!(1_000);
    page.wheel(MIDDLE, 40.0).await;
    let (row, y) = reading(&mut page);
    page.send(Message::Place(1)).await;
    assert!(page.shows("row 999"), "a list not seen before opens at its end");
    page.send(Message::Place(0)).await;
    assert_eq!(y_of(&mut page, &row), y);
}

#[tokio::test(start_paused = true)]
async fn rows_get_their_events_where_they_stand() {
    let (mut page, _) = open!(1_000);
    page.wheel(MIDDLE, 7.0).await;
    let (row, _) = reading(&mut page);
    page.click(&row).await.unwrap();
    assert_eq!(page.state().typed, format!("pressed {}", &row[4..]));
}

#[tokio::test(start_paused = true)]
async fn rows_outside_the_window_are_not_shown() {
    let (mut page, _) = open!(1_000);
    let shown = page.texts().into_iter().filter(|found| found.text.starts_with("row"));
    assert!(shown.into_iter().all(|found| found.bounds.y >= 0.0 && found.bounds.y <= 600.0));
    page.resize(Size::new(400.0, 130.0)).await;
    assert!(page.shows("row 999"));
    assert!(!page.shows("row 990"));
}

#[tokio::test(start_paused = true)]
async fn an_ordinary_list_opens_at_its_start_and_few_rows_gather_there() {
    let (mut page, _) = open!(5, |page: &mut Page| page.grow = Grow::Down);
    assert_eq!(y_of(&mut page, "row 0"), 0.0);
    let (mut chat, _) = open!(5);
    assert!(y_of(&mut chat, "row 4") > 500.0);
    let (mut empty, _) = open!(0);
    assert!(empty.shows("Write"));
}
