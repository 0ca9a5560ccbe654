//! Creating, inviting to, marking, hiding and leaving conversations: by keys alone, by pointer, and pictures.

use crate::twin::{Message, Play, Setup, change as altered, open, picture};
use crate::world::{World, channel, direct, group, person};

use confab::chat::conversation::Membership;
use confab::chat::wish::{self, Switch};
use confab::chat::{MessageId, Wish, conversation};
use confab::headless::{Chord, Driver};
use confab::intent::{Intent, Request};
use confab::row::{Change as Key, WishState};
use confab::screen::dialog::Dialog;
use confab::screen::dialog::beside::ConversationMenu;
use confab::screen::inbox::Message as Screen;
use confab::screen::inbox::engine::Fact;
use confab::screen::inbox::focus::{Entry, Focus};

use iced::keyboard::key::Named;

/// The wishes on conversations, in order.
fn wishes(window: &Driver<Play>) -> Vec<Wish> {
    let asked = window.state().world.asked.iter();
    asked
        .filter_map(|intent| match intent {
            Intent::Session(Request::Submit { wish, .. }) if wish.kind().is_on_conversation() => {
                Some(wish.clone())
            }
            _ => None,
        })
        .collect()
}

fn is_open(window: &Driver<Play>) -> bool {
    window.state().inbox.dialog().is_some()
}

fn opened(window: &Driver<Play>) -> Option<conversation::Id> {
    window.state().inbox.current().map(confab::screen::inbox::feed::Feed::id)
}

async fn named(window: &mut Driver<Play>, key: Named) {
    window.key(Chord::named(key)).await;
}

async fn pick(window: &mut Driver<Play>, name: &str) {
    window.type_text(name).await;
    named(window, Named::Enter).await;
}

async fn begin(world: World) -> Driver<Play> {
    let mut window = open(world, Setup::default()).await;
    window.key(Chord::character('n').command()).await;
    assert!(window.shows("New conversation"));
    window
}

/// Moves the keyboard focus to this conversation's row in the sidebar.
async fn on_line(window: &mut Driver<Play>, of: conversation::Id) {
    window.key(Chord::named(Named::F6).shift()).await;
    for _ in 0..40 {
        if window.state().inbox.focus() == Focus::Sidebar(Entry::Conversation(of)) {
            return;
        }
        if matches!(window.state().inbox.focus(), Focus::Sidebar(_)) {
            named(window, Named::ArrowDown).await;
        } else {
            window.key(Chord::named(Named::F6).shift()).await;
        }
    }
    panic!("no such line");
}

/// Chooses a line of the open menu with the arrow keys.
async fn choose(window: &mut Driver<Play>, words: &str) {
    for _ in 0..10 {
        let Some(Dialog::Conversation(ConversationMenu { menu, .. })) = window.state().inbox.dialog() else {
            panic!("a menu")
        };
        if menu.lines[menu.chosen].words == words {
            return named(window, Named::Enter).await;
        }
        named(window, Named::ArrowDown).await;
    }
    panic!("no line says {words}");
}

#[tokio::test]
async fn one_person_is_a_direct_talk_and_opens_it() {
    let mut window = begin(World::busy()).await;
    // A person without a conversation, by a part of the name.
    pick(&mut window, "diaye").await;
    assert!(window.shows("Remove Fatou Ndiaye"));
    named(&mut window, Named::Enter).await;
    assert!(!is_open(&window));
    assert_eq!(opened(&window), Some(direct(7)));
    assert!(
        window.shows("Fatou Ndiaye") && window.shows_part("This is the start of your conversation"),
        "{:?}",
        window.texts()
    );
    assert_eq!(window.state().inbox.focus(), Focus::Composer);
}

#[tokio::test]
async fn several_people_are_a_group_with_a_name_if_one_likes() {
    let mut window = begin(World::busy()).await;
    pick(&mut window, "ben").await;
    pick(&mut window, "grace").await;
    assert!(window.shows("Create group"));
    named(&mut window, Named::Enter).await;
    named(&mut window, Named::Enter).await;
    let made = wishes(&window);
    let [Wish::Create { conversation: of, name, people, .. }] = made.as_slice() else { panic!("{made:?}") };
    assert_eq!((name.as_str(), people.as_slice()), ("Ben Okri, Grace Lin", &[person(1), person(8)][..]));
    assert_eq!(of.kind(), conversation::Kind::Group);
    assert!(!is_open(&window));
    assert_eq!(opened(&window), Some(*of));
    assert!(
        window.shows("This is the start of your group with Ben Okri and Grace Lin"),
        "{:?}",
        window.texts()
    );
}

#[tokio::test]
async fn a_channel_is_made_by_keys_alone_and_a_bad_name_is_said() {
    let mut window = begin(World::busy()).await;
    // Back to the kinds, then two to the right.
    window.key(Chord::named(Named::Tab).shift()).await;
    named(&mut window, Named::ArrowRight).await;
    named(&mut window, Named::ArrowRight).await;
    assert!(window.shows("Create channel"));
    named(&mut window, Named::Enter).await;
    assert!(window.find("Name of the channel").unwrap().y < window.find("Search by name…").unwrap().y);
    named(&mut window, Named::Enter).await;
    assert!(window.shows("Enter a name."), "{:?}", window.texts());
    window.type_text("#Design").await;
    named(&mut window, Named::Enter).await;
    assert!(window.shows("There is already a channel called #Design."));
    window.type_text(" crew").await;
    assert!(!window.shows_part("already a channel"));
    named(&mut window, Named::Enter).await;
    assert!(wishes(&window).is_empty(), "the people are asked for next");
    pick(&mut window, "花子").await;
    named(&mut window, Named::Enter).await;
    let made = wishes(&window);
    let [Wish::Create { conversation: of, name, people, .. }] = made.as_slice() else { panic!("{made:?}") };
    assert_eq!((name.as_str(), people.as_slice()), ("Design crew", &[person(4)][..]));
    assert_eq!(opened(&window), Some(*of));
    assert_eq!(of.kind(), conversation::Kind::Channel);
}

#[tokio::test]
async fn what_is_missing_is_said_and_escape_asks_for_nothing() {
    let mut window = begin(World::busy()).await;
    window.key(Chord::named(Named::Enter).command()).await;
    assert!(window.shows("Choose a person to write to."));
    pick(&mut window, "ben").await;
    pick(&mut window, "grace").await;
    window.click("Direct").await.unwrap();
    window.key(Chord::named(Named::Enter).command()).await;
    assert!(window.shows_part("for one person"));
    named(&mut window, Named::Backspace).await;
    assert!(!window.shows("Remove Grace Lin"));
    named(&mut window, Named::Escape).await;
    assert!(!is_open(&window) && wishes(&window).is_empty());
    assert_eq!(window.state().inbox.focus(), Focus::Composer, "the keyboard is where it was");
}

#[tokio::test]
async fn what_the_disk_refuses_is_said_in_the_dialog_and_nothing_typed_is_lost() {
    let mut window = begin(World::busy()).await;
    pick(&mut window, "ben").await;
    pick(&mut window, "grace").await;
    window.send(altered(Key::Outbox, |world| world.refuses = Some("The disk is full.".to_owned()))).await;
    window.key(Chord::named(Named::Enter).command()).await;
    assert!(is_open(&window) && window.shows("The disk is full.") && window.shows("Remove Ben Okri"));
}

#[tokio::test]
async fn an_answer_to_a_dialog_that_was_left_leaves_the_next_one_alone() {
    let mut window = begin(World::busy()).await;
    window.send(Message::Hold).await;
    pick(&mut window, "ben").await;
    pick(&mut window, "grace").await;
    window.key(Chord::named(Named::Enter).command()).await;
    named(&mut window, Named::Escape).await;
    let [Wish::Create { conversation: of, .. }] = wishes(&window)[..] else { panic!("not created") };
    window.key(Chord::character('n').command()).await;
    pick(&mut window, "dmytro").await;
    for result in [Err("The disk is full.".to_owned()), Ok(())] {
        let told = Screen::Engine(Fact::Submitted {
            of,
            subject: MessageId::fresh(),
            kind: wish::Kind::Create,
            result,
        });
        window.send(Message::Screen(told)).await;
        assert!(is_open(&window) && window.shows("Remove Dmytro Kovalenko"));
        assert_ne!(opened(&window), Some(of));
    }
    assert!(window.shows("The disk is full."), "behind the dialog, where what belongs to none is told");
}

#[tokio::test]
async fn people_are_added_to_a_channel_from_its_line_by_keys() {
    let mut window = open(World::busy(), Setup::default()).await;
    on_line(&mut window, channel(2)).await;
    window.key(Chord::character('m')).await;
    choose(&mut window, "Add people…").await;
    assert!(window.shows("Add people to #general"));
    pick(&mut window, "dmytro").await;
    named(&mut window, Named::Enter).await;
    assert!(!is_open(&window));
    let asked = wishes(&window);
    let id = asked[0].subject();
    assert_eq!(asked, [Wish::Invite { id, conversation: channel(2), people: vec![person(3)] }]);
}

#[tokio::test]
async fn leaving_is_asked_about_and_the_composer_says_so_then() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::character('m').command().shift()).await;
    choose(&mut window, "Leave…").await;
    assert!(window.shows("Leave #design?"));
    named(&mut window, Named::Enter).await;
    assert!(!is_open(&window) && wishes(&window).is_empty(), "a stray Enter does no harm");
    window.key(Chord::character('m').command().shift()).await;
    choose(&mut window, "Leave…").await;
    named(&mut window, Named::Tab).await;
    named(&mut window, Named::Enter).await;
    let asked = wishes(&window);
    assert_eq!(asked, [Wish::Leave { id: asked[0].subject(), conversation: channel(1) }]);
    assert!(window.shows("You left #design. You keep the messages you have so far."), "{:?}", window.texts());
    assert!(window.shows("Good point, will do 👍"), "the history stays");
    // Nothing can be edited there any more: the window says so, and nothing is lost.
    named(&mut window, Named::ArrowUp).await;
    assert!(window.state().inbox.current().unwrap().composer().is_empty());
}

#[tokio::test]
async fn a_muted_conversation_has_no_badge_and_is_passed_over_by_next_unread() {
    let mut window = open(World::busy(), Setup::default()).await;
    assert!(window.shows("12"));
    let before = window.state().inbox.unread();
    window.right_click("random").await.unwrap();
    window.click("Mute").await.unwrap();
    let asked = wishes(&window);
    let id = asked[0].subject();
    assert_eq!(asked, [Wish::Mute { id, conversation: channel(4), state: Switch::On }]);
    assert!(!window.shows("12") && window.shows("Muted"));
    assert_eq!(window.state().inbox.unread(), before - 12);
    for _ in 0..4 {
        window.key(Chord::named(Named::ArrowDown).alt().shift()).await;
        assert_ne!(opened(&window), Some(channel(4)));
    }
    window.right_click("random").await.unwrap();
    window.click("Unmute").await.unwrap();
    assert!(window.shows("12"));
}

#[tokio::test]
async fn starred_conversations_stand_in_a_section_of_their_own_at_the_top() {
    let mut window = open(World::busy(), Setup::default()).await;
    assert!(!window.shows("Favorites"));
    on_line(&mut window, group(1)).await;
    window.key(Chord::named(Named::ContextMenu)).await;
    choose(&mut window, "Add to favorites").await;
    let asked = wishes(&window);
    let id = asked[0].subject();
    assert_eq!(asked, [Wish::StarConversation { id, conversation: group(1), state: Switch::On }]);
    let texts = window.texts();
    let top = |words: &str| texts.iter().find(|text| text.text == words).unwrap().bounds.y;
    assert!(top("Favorites") < top("Launch crew") && top("Launch crew") < top("Channels"));
    assert_eq!(window.state().inbox.conversations().rows()[0].id, group(1));
}

#[tokio::test]
async fn a_hidden_conversation_leaves_the_sidebar_until_it_is_opened() {
    let mut window = open(World::busy(), Setup::default()).await;
    on_line(&mut window, channel(3)).await;
    window.key(Chord::character('m')).await;
    choose(&mut window, "Hide until the next message").await;
    assert!(!window.shows("launch-2027"));
    assert!(window.shows_part("hidden until the next message"), "{:?}", window.texts());
    window.key(Chord::character('k').command()).await;
    window.type_text("launch-2027").await;
    named(&mut window, Named::Enter).await;
    assert_eq!(opened(&window), Some(channel(3)));
    let asked = wishes(&window);
    let hide =
        |number: usize, state| Wish::Hide { id: asked[number].subject(), conversation: channel(3), state };
    assert_eq!(asked, [hide(0, Switch::On), hide(1, Switch::Off)]);
    assert!(window.state().inbox.conversations().row(channel(3)).is_some());
}

#[tokio::test]
async fn a_direct_talk_offers_neither_people_nor_leaving() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.right_click("Ben Okri").await.unwrap();
    let Some(Dialog::Conversation(ConversationMenu { of, menu })) = window.state().inbox.dialog() else {
        panic!("a menu")
    };
    let words: Vec<_> = menu.lines.iter().map(|line| line.words.as_str()).collect();
    assert_eq!(
        (*of, words.as_slice()),
        (direct(1), &["Add to favorites", "Mute", "Export…", "Print…", "Hide until the next message"][..])
    );
}

#[tokio::test]
async fn each_sections_button_begins_one_of_its_kind() {
    for (words, go) in
        [("New channel", "Create channel"), ("New direct message", "Start"), ("New group", "Create group")]
    {
        let mut window = open(World::busy(), Setup::default().sized(1100.0, 1000.0)).await;
        window.click(words).await.unwrap();
        assert!(window.shows(go), "{words}: {:?}", window.texts());
    }
}

#[tokio::test]
async fn a_refused_making_is_told_and_offers_no_way_past_it() {
    let mut window = open(marked(), Setup::default()).await;
    window.key(Chord::character('o').command().shift()).await;
    assert!(window.shows("Create") && window.shows("Ben Okri, 佐藤 花子"));
    assert!(window.shows("Retry") && !window.shows("Send the rest"));
    named(&mut window, Named::Delete).await;
    assert!(window.shows_part("Messages you wrote there stay in the outbox"), "{:?}", window.texts());
}

/// All sorts of names, and every mark.
fn marked() -> World {
    let mut world = World::busy();
    for (of, alter) in [
        (
            channel(2),
            (|conversation| conversation.marks.starred = true) as fn(&mut confab::row::ConversationRow),
        ),
        (direct(6), |conversation| conversation.marks.starred = true),
        (channel(4), |conversation| conversation.marks.muted = true),
        (channel(5), |conversation| conversation.marks.muted = true),
        (direct(5), |conversation| conversation.marks.muted = true),
        (channel(3), |conversation| conversation.membership = Membership::Left),
        (group(2), |conversation| conversation.membership = Membership::Unmade),
    ] {
        alter(world.conversations.iter_mut().find(|conversation| conversation.id == of).unwrap());
    }
    let nobody = confab::chat::MessageId::fresh();
    let refused = WishState::Parked("A channel of this name is there already.".to_owned());
    let entry = world.wait(channel(1), nobody, "Ben Okri, 佐藤 花子", refused, 3);
    world.waiting.last_mut().unwrap().kind = wish::Kind::Create;
    world.wait(channel(1), nobody, "First words", WishState::Behind(entry), 2);
    world
}

#[tokio::test(start_paused = true)]
async fn pictures_of_conversations_and_people() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("narrow", Setup::default().sized(480.0, 720.0)),
        ("200", Setup::default().text(200)),
        ("low", Setup::default().sized(480.0, 360.0)),
    ] {
        let mut window = open(marked(), setup).await;
        window.png(&picture(&format!("rooms-{name}"))).unwrap();
        window.key(Chord::character('n').command()).await;
        window.png(&picture(&format!("rooms-new-{name}"))).unwrap();
        for query in ["eirlys", "ليلى", "花子"] {
            pick(&mut window, query).await;
        }
        window.type_text("a").await;
        window.png(&picture(&format!("rooms-group-{name}"))).unwrap();
        named(&mut window, Named::Backspace).await;
        window.key(Chord::named(Named::Tab).shift()).await;
        named(&mut window, Named::ArrowRight).await;
        named(&mut window, Named::Enter).await;
        named(&mut window, Named::Enter).await;
        window.type_text("design").await;
        named(&mut window, Named::Enter).await;
        window.png(&picture(&format!("rooms-channel-{name}"))).unwrap();
        named(&mut window, Named::Escape).await;
        window.key(Chord::character('k').command()).await;
        window.type_text("launch-2027").await;
        named(&mut window, Named::Enter).await;
        window.png(&picture(&format!("rooms-left-{name}"))).unwrap();
        window.key(Chord::character('k').command()).await;
        window.type_text("#general").await;
        named(&mut window, Named::Enter).await;
        window.key(Chord::character('m').command().shift()).await;
        window.png(&picture(&format!("rooms-menu-{name}"))).unwrap();
        named(&mut window, Named::Escape).await;
        window.key(Chord::character('o').command().shift()).await;
        window.png(&picture(&format!("rooms-waiting-{name}"))).unwrap();
    }
}
