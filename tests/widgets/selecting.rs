//! The text of messages can be selected and copied, also inside a list.

use confab::chat::text::{Span, Style, Target};
use confab::headless::{Chord, Driver, Stage};
use confab::theme::Theme;
use confab::widget::list::{Grow, Key, Rows, list};
use confab::widget::passage::{Order, passage};
use confab::widget::selecting::{Excerpt, area};

use iced::widget::{column, text_input};
use iced::{Element, Length, Point, Size, Task};

struct Timeline {
    messages: Vec<Vec<Span>>,
    opened: Vec<String>,
    selected: Option<Excerpt>,
}

#[derive(Debug, Clone)]
enum Message {
    Open(String),
    Selected(Option<Excerpt>),
}

fn boot() -> Timeline {
    let link = Some(Target::Link("https://example.org/".into()));
    let code = Style { code: true, ..Style::default() };
    Timeline {
        messages: vec![
            vec![Span::plain("Plain words to select, Zoë's and 日本語 too", 0)],
            vec![
                Span::plain("See ", 0),
                Span { target: link, ..Span::plain("the page", 4) },
                Span::plain(" for ", 12),
                Span { style: code, ..Span::plain("code()", 17) },
            ],
            vec![Span::plain("first line\nsecond line", 0)],
        ],
        opened: Vec::new(),
        selected: None,
    }
}

fn update(timeline: &mut Timeline, message: Message) -> Task<Message> {
    match message {
        Message::Open(address) => timeline.opened.push(address),
        Message::Selected(excerpt) => timeline.selected = excerpt,
    }
    Task::none()
}

impl Rows<Message> for &Timeline {
    fn len(&self) -> usize {
        self.messages.len()
    }
    fn key(&self, index: usize) -> Key {
        Key(index as u128)
    }
    fn version(&self, _index: usize) -> u64 {
        0
    }
    fn index_of(&self, key: Key) -> Option<usize> {
        usize::try_from(key.0).ok().filter(|index| *index < self.messages.len())
    }
    fn view(&self, index: usize) -> Element<'static, Message, Theme> {
        passage(self.messages[index].clone(), Theme::default())
            .width(Length::Fill)
            .at(Order(index as i64, 0), 0)
            .on_link(|link| Message::Open(link.address))
            .into()
    }
}

fn view(timeline: &Timeline) -> Element<'_, Message, Theme> {
    let list = list(timeline, Theme::default()).grow(Grow::Down);
    column![area(list).on_select(Message::Selected), text_input("Write", "")].into()
}

macro_rules! timeline {
    () => {{
        let program = iced::application(boot, update, view).theme(|_: &Timeline| Theme::default());
        let stage = Stage { size: Size::new(400.0, 300.0), ..Stage::default() };
        Driver::open(program, stage).await.unwrap()
    }};
}

#[tokio::test(start_paused = true)]
async fn a_drag_selects_and_ctrl_c_copies() {
    let mut timeline = timeline!();
    timeline.drag(Point::new(0.0, 10.0), Point::new(390.0, 10.0)).await;
    timeline.key(Chord::character('c').command()).await;
    assert_eq!(timeline.clipboard(), Some("Plain words to select, Zoë's and 日本語 too"));
}

#[tokio::test(start_paused = true)]
async fn two_clicks_select_a_word_and_three_a_line() {
    let mut timeline = timeline!();
    let point = Point::new(10.0, 50.0);
    timeline.click_at(point).await;
    timeline.click_at(point).await;
    timeline.key(Chord::character('c').command()).await;
    assert_eq!(timeline.clipboard(), Some("first"));
    timeline.click_at(point).await;
    timeline.key(Chord::character('c').command()).await;
    assert_eq!(timeline.clipboard(), Some("first line"));
    timeline.key(Chord::character('a').command()).await;
    timeline.key(Chord::character('c').command()).await;
    assert_eq!(timeline.clipboard(), Some("first line\nsecond line"));
}

#[tokio::test(start_paused = true)]
async fn there_is_one_selection_at_a_time_and_its_owner_is_told() {
    let mut timeline = timeline!();
    timeline.drag(Point::new(0.0, 10.0), Point::new(390.0, 10.0)).await;
    timeline.drag(Point::new(0.0, 50.0), Point::new(390.0, 70.0)).await;
    let selected = timeline.state().selected.unwrap();
    assert_eq!((selected.from.at, selected.to.at), (0, "first line\nsecond line".len()));
    timeline.click("Write").await.unwrap();
    assert_eq!(timeline.state().selected, None);
}

#[tokio::test(start_paused = true)]
async fn a_link_opens_on_a_click_and_not_on_a_drag() {
    let mut timeline = timeline!();
    timeline.click_at(Point::new(50.0, 30.0)).await;
    assert_eq!(timeline.state().opened, ["https://example.org/"]);
    timeline.drag(Point::new(40.0, 30.0), Point::new(80.0, 30.0)).await;
    assert_eq!(timeline.state().opened.len(), 1);
    timeline.click_at(Point::new(5.0, 30.0)).await;
    assert_eq!(timeline.state().opened.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_whole_text_is_found_by_selectors() {
    let mut timeline = timeline!();
    assert!(timeline.shows("See the page for code()"));
}

#[tokio::test(start_paused = true)]
async fn a_selection_survives_the_row_being_scrolled_or_the_window_resized() {
    let mut timeline = timeline!();
    timeline.drag(Point::new(0.0, 10.0), Point::new(390.0, 10.0)).await;
    timeline.resize(Size::new(200.0, 90.0)).await;
    timeline.wheel(Point::new(50.0, 30.0), -2.0).await;
    assert!(timeline.state().selected.is_some());
}
