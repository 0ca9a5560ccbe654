//! Tests of saving and sending in the composer, one per arrow of its diagram.

use super::*;

use crate::chat::{ChannelId, conversation};
use crate::widget::editor::Edit;

use iced::widget::text_editor::{self, Action, Edit as Change};
use uuid::Uuid;

fn of() -> conversation::Id {
    conversation::Id::Channel(ChannelId::new(Uuid::from_u128(1)))
}

fn at(millis: i64) -> Stamp {
    Stamp::from_ticks(millis * 10_000, 0)
}

fn typed(composer: &mut Composer, text: &str, now: Stamp) {
    for character in text.chars() {
        composer.perform(Edit::Action(Action::Edit(Change::Insert(character))), now);
    }
}

fn loaded() -> Composer {
    let mut composer = Composer::new();
    composer.loaded(Draft::default());
    composer
}

#[test]
fn a_draft_goes_to_disk_within_a_second_of_the_first_key() {
    let mut composer = loaded();
    typed(&mut composer, "hello", at(0));
    assert_eq!(composer.due(at(500)), None);
    assert_eq!(composer.due(at(750)).unwrap().text, "hello");
    assert!(!composer.wants_time());
}

#[test]
fn keys_while_a_draft_is_on_its_way_are_kept_next() {
    let mut composer = loaded();
    typed(&mut composer, "a", at(0));
    let _first = composer.due(at(700)).unwrap();
    typed(&mut composer, "b", at(710));
    assert_eq!(composer.due(at(2_000)), None);
    assert_eq!(composer.kept(Ok(()), of(), &[], at(2_000)), Sent::Nothing);
    assert_eq!(composer.due(at(2_000)).unwrap().text, "ab");
}

#[test]
fn sending_waits_for_a_draft_on_its_way_so_that_it_cannot_come_back() {
    let mut composer = loaded();
    typed(&mut composer, "hello", at(0));
    let _draft = composer.due(at(700)).unwrap();
    assert_eq!(composer.send(of(), &[]), Sent::Nothing);
    let sent = composer.kept(Ok(()), of(), &[], at(720));
    assert!(matches!(sent, Sent::Wish(Wish::Post(ref post)) if post.text == "hello"));
    assert_eq!(composer.due(at(5_000)), None);
    composer.submitted(Ok(()), at(730));
    assert!(composer.is_empty() && composer.is_settled());
}

#[test]
fn enter_twice_sends_once() {
    let mut composer = loaded();
    typed(&mut composer, "hello", at(0));
    assert!(matches!(composer.send(of(), &[]), Sent::Wish(_)));
    assert_eq!(composer.send(of(), &[]), Sent::Nothing);
}

#[test]
fn the_text_stays_with_a_sentence_when_the_disk_refuses() {
    let mut composer = loaded();
    typed(&mut composer, "hello", at(0));
    assert!(matches!(composer.send(of(), &[]), Sent::Wish(_)));
    composer.submitted(Err("The disk is full.".to_owned()), at(10));
    assert_eq!(composer.text().text(), "hello");
    assert!(composer.trouble().unwrap().ends_with("The disk is full."));
    assert!(composer.wants_time());
}

#[test]
fn what_is_typed_while_a_message_goes_to_disk_stays() {
    let mut composer = loaded();
    typed(&mut composer, "one", at(0));
    assert!(matches!(composer.send(of(), &[]), Sent::Wish(_)));
    typed(&mut composer, " two", at(5));
    composer.submitted(Ok(()), at(10));
    assert_eq!(composer.text().text(), " two");
    assert_eq!(composer.keep().unwrap().text, " two");
}

#[test]
fn an_edit_puts_the_draft_aside_and_gives_it_back() {
    let mut composer = loaded();
    typed(&mut composer, "half a thought", at(0));
    let message = MessageId::fresh();
    composer.edit(message, "helo", at(10));
    assert_eq!((composer.aim(), composer.text().text()), (Aim::Edit(message), "helo"));
    assert_eq!(composer.leave(at(20)), Left::Aim);
    assert_eq!((composer.aim(), composer.text().text()), (Aim::New, "half a thought"));
}

#[test]
fn an_edit_goes_to_disk_with_what_stands_aside_and_both_come_back() {
    let mut composer = loaded();
    typed(&mut composer, "half a thought", at(0));
    let message = MessageId::fresh();
    composer.edit(message, "helo", at(10));
    let kept = composer.keep().unwrap();
    assert_eq!((kept.text.as_str(), kept.aim), ("helo", Aim::Edit(message)));
    assert_eq!(kept.aside.as_ref().unwrap().text, "half a thought");
    assert_eq!(composer.kept(Ok(()), of(), &[], at(20)), Sent::Nothing);
    let mut again = Composer::new();
    again.loaded(kept);
    assert_eq!((again.aim(), again.text().text()), (Aim::Edit(message), "helo"));
    assert_eq!(again.leave(at(30)), Left::Aim);
    assert_eq!((again.aim(), again.text().text()), (Aim::New, "half a thought"));
}

#[test]
fn an_edit_without_a_change_is_left_without_a_wish() {
    let mut composer = loaded();
    composer.edit(MessageId::fresh(), "hello", at(0));
    let _edit = composer.keep().unwrap();
    assert_eq!(composer.kept(Ok(()), of(), &[], at(10)), Sent::Nothing);
    assert_eq!(composer.send(of(), &[]), Sent::Nothing);
    assert_eq!(composer.aim(), Aim::New);
    assert!(composer.keep().unwrap().is_empty(), "the edit does not come back at the next start");
}

#[test]
fn an_edit_to_nothing_is_refused_in_words() {
    let mut composer = loaded();
    composer.edit(MessageId::fresh(), "", at(0));
    assert_eq!(composer.send(of(), &[]), Sent::Nothing);
    assert!(composer.trouble().is_some());
}

#[test]
fn a_draft_that_comes_late_does_not_overwrite_what_was_typed() {
    let mut composer = Composer::new();
    typed(&mut composer, "new", at(0));
    composer.loaded(Draft { text: "old".to_owned(), ..Draft::default() });
    assert_eq!(composer.text().text(), "new");
}

#[test]
fn what_is_typed_amid_a_message_on_its_way_to_disk_stays() {
    let mut composer = loaded();
    typed(&mut composer, "hello", at(0));
    composer.perform(Edit::Action(Action::Move(text_editor::Motion::Left)), at(1));
    assert!(matches!(composer.send(of(), &[]), Sent::Wish(_)));
    typed(&mut composer, "two", at(5));
    composer.submitted(Ok(()), at(10));
    assert_eq!(composer.text().text(), "two");
}

#[test]
fn an_edit_that_is_left_on_its_way_to_disk_takes_no_draft_with_it() {
    let mut composer = loaded();
    typed(&mut composer, "half a thought", at(0));
    composer.edit(MessageId::fresh(), "helo", at(10));
    typed(&mut composer, "l", at(11));
    assert!(matches!(composer.send(of(), &[]), Sent::Wish(Wish::Edit { .. })));
    assert_eq!(composer.leave(at(12)), Left::Aim);
    composer.submitted(Ok(()), at(20));
    assert_eq!((composer.aim(), composer.text().text()), (Aim::New, "half a thought"));
}

#[test]
fn what_is_typed_while_an_edit_goes_to_disk_joins_the_draft_it_put_aside() {
    let mut composer = loaded();
    typed(&mut composer, "half a thought", at(0));
    composer.edit(MessageId::fresh(), "", at(10));
    typed(&mut composer, "hello", at(11));
    assert!(matches!(composer.send(of(), &[]), Sent::Wish(Wish::Edit { .. })));
    typed(&mut composer, " more", at(12));
    composer.submitted(Ok(()), at(20));
    assert_eq!(composer.text().text(), "half a thought more");
}

#[test]
fn an_edit_that_begins_while_a_message_goes_to_disk_stays_and_brings_no_sent_text_back() {
    let mut composer = loaded();
    typed(&mut composer, "hello", at(0));
    assert!(matches!(composer.send(of(), &[]), Sent::Wish(Wish::Post(_))));
    let message = MessageId::fresh();
    composer.edit(message, "helo", at(5));
    composer.submitted(Ok(()), at(10));
    assert_eq!((composer.aim(), composer.text().text()), (Aim::Edit(message), "helo"));
    assert_eq!(composer.leave(at(20)), Left::Aim);
    assert!(composer.is_empty(), "what was sent is not offered again");
}

#[test]
fn another_edit_does_not_take_the_place_of_one_that_has_begun() {
    let mut composer = loaded();
    let (first, second) = (MessageId::fresh(), MessageId::fresh());
    composer.edit(first, "", at(0));
    typed(&mut composer, "better words", at(5));
    composer.edit(second, "other", at(10));
    assert_eq!((composer.aim(), composer.text().text()), (Aim::Edit(first), "better words"));
    assert!(composer.trouble().is_some());
    assert_eq!(composer.leave(at(20)), Left::Aim);
    composer.edit(first, "same", at(30));
    composer.edit(second, "other", at(40));
    assert_eq!((composer.aim(), composer.text().text()), (Aim::Edit(second), "other"), "nothing is lost");
}

#[test]
fn a_draft_that_comes_after_an_edit_began_stands_aside_for_it() {
    let mut composer = Composer::new();
    composer.edit(MessageId::fresh(), "helo", at(0));
    composer.loaded(Draft { text: "half a thought".to_owned(), ..Draft::default() });
    assert_eq!(composer.text().text(), "helo");
    assert_eq!(composer.keep().unwrap().aside.unwrap().text, "half a thought");
    assert_eq!(composer.leave(at(10)), Left::Aim);
    assert_eq!(composer.text().text(), "half a thought");
}

#[test]
fn an_edit_from_before_the_start_is_not_lost_to_a_new_one() {
    let (first, second) = (MessageId::fresh(), MessageId::fresh());
    let kept = Draft { text: "better words".to_owned(), aim: Aim::Edit(first), ..Draft::default() };
    let mut composer = Composer::new();
    composer.edit(second, "helo", at(0));
    composer.loaded(kept);
    assert_eq!((composer.aim(), composer.text().text()), (Aim::Edit(first), "better words"));
}

#[test]
fn enter_follows_the_preference() {
    let mut composer = loaded();
    typed(&mut composer, "```rust", at(0));
    assert_eq!(composer.enter(SendKey::Enter, Held::Nothing), Enter::Send);
    assert_eq!(composer.enter(SendKey::Enter, Held::Shift), Enter::Line);
    assert_eq!(composer.enter(SendKey::CtrlEnter, Held::Nothing), Enter::Line);
    assert_eq!(composer.enter(SendKey::CtrlEnter, Held::Primary), Enter::Send);
    assert_eq!(composer.enter(SendKey::EnterOutsideCode, Held::Nothing), Enter::Line);
    assert_eq!(composer.enter(SendKey::EnterOutsideCode, Held::Primary), Enter::Send);
}
