//! Actions on a conversation: inviting people, starring, muting, hiding, leaving, exporting. All of them work offline:
//! those that others see become wishes.
//!
//! Must not know: how a wish is sent. Tests: `tests/window/rooms.rs`.

use crate::chat::conversation::{self, Kind};
use crate::chat::wish::Switch;
use crate::chat::{MessageId, Wish};
use crate::intent::files::Ask;
use crate::intent::{Intent, Request};
use crate::language::tr;
use crate::screen::dialog::Dialog;
use crate::screen::dialog::confirm::Confirm;
use crate::screen::dialog::conversation_menu::{self, Act};
use crate::screen::dialog::gather::Gather;
use crate::screen::inbox::event::Event;
use crate::screen::inbox::shared::Shared;

/// The events of an action on a conversation; none if the action does not apply to it.
pub fn act(of: conversation::Id, act: Act, shared: &Shared) -> Vec<Event> {
    let Some(conversation) = shared.conversations.row(of).filter(|conversation| {
        matches!(act, Act::ExportAs(_)) || conversation_menu::acts(conversation).contains(&act)
    }) else {
        return Vec::new();
    };
    let (id, title) = (MessageId::fresh(), of.title(&conversation.name));
    match act {
        Act::Invite => {
            let gather = Gather::invite(shared.me.id, of, conversation.name.clone());
            vec![Event::Show(Dialog::Gather(Box::new(gather)))]
        }
        Act::Star(state) => vec![submit(of, Wish::StarConversation { id, conversation: of, state })],
        Act::Mute(state) => vec![submit(of, Wish::Mute { id, conversation: of, state })],
        // The menu has turned to the formats.
        Act::Export => Vec::new(),
        Act::ExportAs(format) => {
            vec![Intent::Files(Ask::Export { of, name: conversation.name.clone(), format }).into()]
        }
        Act::Print => vec![Intent::Files(Ask::Print { of, name: conversation.name.clone() }).into()],
        Act::Hide => vec![Event::Toast(tr::conversation_hidden(&title)), hide(of, Switch::On).into()],
        Act::Leave => {
            vec![Event::Show(Dialog::Confirm(Confirm::new(
                tr::conversation_leave_title(&title),
                tr::conversation_leave_about().to_owned(),
                tr::conversation_leave(),
                Request::Submit { of, wish: Wish::Leave { id, conversation: of } },
            )))]
        }
    }
}

/// The dialog that creates a conversation.
pub fn create(kind: Option<Kind>, shared: &Shared) -> Dialog {
    Dialog::Gather(Box::new(Gather::begin(shared.me.id, kind)))
}

/// The request that hides a conversation until the next message, or shows it again.
pub fn hide(of: conversation::Id, state: Switch) -> Request {
    Request::Submit { of, wish: Wish::Hide { id: MessageId::fresh(), conversation: of, state } }
}

fn submit(of: conversation::Id, wish: Wish) -> Event {
    Request::Submit { of, wish }.into()
}
