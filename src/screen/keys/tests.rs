//! Tests of the table of keys.

use super::*;

use iced::keyboard::Modifiers;
use iced::keyboard::key::{Code, NativeCode, Physical};

fn press(key: Key, modified: Key, code: Option<Code>, modifiers: Modifiers) -> Press {
    let physical = code.map_or(Physical::Unidentified(NativeCode::Unidentified), Physical::Code);
    Press { key, modified, physical, modifiers, repeat: false }
}

fn character(text: &str) -> Key {
    Key::Character(text.into())
}

#[test]
fn no_key_means_two_things_in_one_place() {
    for (index, one) in TABLE.iter().enumerate() {
        for other in &TABLE[index + 1..] {
            let key = one.stroke.words(System::Other);
            let is_one = one.context == other.context && one.stroke == other.stroke;
            assert!(!is_one, "{key} is {:?} and {:?}", one.command, other.command);
        }
    }
}

#[test]
fn a_cyrillic_layout_has_the_same_shortcuts() {
    let pressed = press(character("л"), character("л"), Some(Code::KeyK), Modifiers::COMMAND);
    assert_eq!(command(Context::Composer, &pressed), Some(Command::Jump));
}

#[test]
fn a_slash_that_needs_shift_still_lists_the_keys() {
    let pressed =
        press(character("7"), character("/"), Some(Code::Digit7), Modifiers::COMMAND | Modifiers::SHIFT);
    assert_eq!(command(Context::Composer, &pressed), Some(Command::Keys));
}

#[test]
fn a_plain_letter_is_text_in_the_composer_and_a_command_on_a_message() {
    let pressed = press(character("e"), character("e"), Some(Code::KeyE), Modifiers::empty());
    assert_eq!(command(Context::Composer, &pressed), None);
    assert_eq!(command(Context::Messages, &pressed), Some(Command::Act(Act::Edit)));
}

#[test]
fn labels_follow_the_system() {
    let stroke = Stroke::primary(letter('o')).shift();
    assert_eq!(stroke.words(System::Other), "Ctrl+Shift+O");
    assert_eq!(stroke.words(System::Mac), "⇧⌘O");
    assert_eq!(Stroke::primary(letter('-')).words(System::Other), "Ctrl+−");
}
