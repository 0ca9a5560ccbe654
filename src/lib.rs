//! Confab: a desktop chat client with a send promise: every message is saved, sent once, and accounted for.
//!
//! # The main idea
//! The server's publish call is an *upsert of messages by ids that the client makes*. So every action is a **wish** on
//! a message or a conversation: saved in the SQLite transaction that also updates the rows on the screen, and published
//! later. The screen never waits for the network.
//!
//! ```text
//!    user ─► screen ─ Intent ─► app ─► session.submit(wish) ──┐   one transaction:
//!    ▲                                                        ▼   row drawn + wish queued + draft cleared
//!    └── rows ◄─ re-read ◄─ Change(key) ◄──────────── store (SQLite) ◄──► outbox worker ─► remote ─► server
//!                                                      ▲                                     │
//!                                                      └────────── sync reader ◄─────────────┘
//! ```
//!
//! # The journey of a message
//! 1. Enter in the composer: `screen::inbox` returns a `Request::Submit` with a `Wish::Post`.
//! 2. `app` hands it to [`session::Session::submit`]; `session::submit` writes the message, its [`entry::Entry`] and
//!    the cleared draft in one transaction. Once the transaction is on disk, the message appears and the composer
//!    empties.
//! 3. The publisher ([`outbox::worker`]) wakes, `outbox::call` freezes the element into a batch on disk, and the
//!    [`remote::Remote`] sends it: JSON or XML over HTTP.
//! 4. [`remote::answer`] parses the answer, and [`outbox::settle`] decides: the entry leaves the outbox (*accepted*),
//!    waits, or is parked with the server's reason.
//! 5. [`sync`] reads the message back from the server: *seen*.
//!
//! Each step marks a dirty key on the board ([`changes`]), and the screen reads its rows again.
//!
//! A message with files has two more steps: `files::take` copies them into the profile before step 2, and [`transfer`]
//! uploads them before step 3 and puts their paths into the message.
//!
//! # Dependency rules
//! - [`language`], [`chat`] and [`remote::wire`] import no other module of ours, except that `chat` uses `language`.
//!   Only [`remote::convert`] converts between `chat` and `wire`; the few other modules that see both are listed in the
//!   test.
//! - Only [`store`] sees SQL. Only the interface sees iced: `app`, `screen`, `widget`, `theme`, `icon`, `headless`.
//! - Screens never see the store, the remote, the outbox or the sync: they get [`row`]s as arguments.
//! - `fold`, `plan`, `settle`, `backoff` and `sync`'s `apply`, `history` and `pace` are pure: time and chance are arguments.
//! - `demo` stands in for a third-party server: it never sees our store or outbox.
//! - There are no circular dependencies between modules or between files, direct or indirect, except between a module
//!   and its parts.
//! - No part of the inbox knows another one: only `screen::inbox` itself, its `route`, `view` and `panels`
//!   see several.
//!
//! `tests/architecture` enforces these rules.
//!
//! # From the screen to the code
//! ```text
//!  ┌ sidebar ────────┬ feed ──────────────────────────┬ panel ───────────┐
//!  │ you, connection │ header: name, pins, menu       │ thread: a feed   │
//!  │ Jump to…        │ timeline: rows of messages     │ details          │
//!  │ conversations   │   toast, jump to latest        │ message list     │
//!  │ Outbox          │ selection bar                  │ outbox           │
//!  │ demo mark       │ composer: files, text, send    │                  │
//!  └─────────────────┴────────────────────────────────┴──────────────────┘
//!    over it: dialogs, menus, completions at the caret, the picture viewer
//! ```
//! | visible | state | drawing |
//! |---|---|---|
//! | sidebar | `screen/inbox/sidebar.rs`, its rows: `screen/inbox/conversations.rs` | `screen/inbox/sidebar/view.rs` |
//! | open conversation, thread | `screen/inbox/feed.rs`, all in memory: `screen/inbox/feeds.rs` | `screen/inbox/feed/view.rs`, `screen/inbox/feed/thread.rs` |
//! | messages, their order and folding | `screen/inbox/timeline.rs` | `screen/inbox/timeline/present.rs` |
//! | one message, its menu and buttons | `screen/inbox/message.rs` | `screen/inbox/message/view.rs` |
//! | its files, pictures and sounds | `screen/inbox/files.rs`, `screen/inbox/pictures.rs` | `screen/inbox/message/attachments.rs` |
//! | composer, completions | `screen/inbox/composer.rs`, `screen/inbox/composer/completion.rs` | `screen/inbox/composer/view.rs` |
//! | selected messages | `screen/inbox/timeline/choice.rs` | `screen/inbox/feed/selection.rs` |
//! | details, lists, outbox | `screen/inbox/details.rs`, `screen/inbox/message_list.rs`, `screen/inbox/outbox_panel.rs` | `view.rs` beside each |
//! | toast, error bar | `screen/inbox/toast.rs` | `screen/inbox/toast/view.rs`, `screen/inbox/view.rs` |
//! | dialogs, menus, viewer | `screen/dialog.rs`, a file each beside | `screen/dialog/view.rs` |
//! | keyboard focus, keys | `screen/inbox/focus.rs`, `screen/inbox/keyboard.rs`, `screen/keys.rs` | |
//! | columns, narrow window | `screen/inbox/layout.rs` | `screen/inbox/view.rs` |
//! | Welcome, Preferences | `screen/welcome.rs`, `screen/preferences.rs` | `view.rs` beside each |
//! | colors, type, spacing | `theme.rs` | |
//! | sentences | `language.rs` | `../assets/language/en.ftl` |
//!
//! The effects of actions are in `screen/inbox/actions.rs`. Operations on several parts at once, such as opening a
//! conversation, are in `screen/inbox/route.rs`.
//!
//! # One more panel or dialog
//! A panel is a file with its state, a [`ListPanel`](screen::inbox::list_panel::ListPanel), and a view. It has a name in
//! `screen/panel.rs`, a field in `screen/inbox/panels.rs`, and a context with its keys in `screen/keys.rs`; `Event::OpenPanel` or
//! `Command::Panel` opens it.
//!
//! A dialog is a file with its state, a [`Modal`](screen::dialog::Modal), and a view. It has a name in `screen/dialog.rs` and an
//! arm in `screen/dialog/view.rs`; `Event::Show` opens it.
//!
//! # One more action on a message
//! *Pin* is the model: a mark on a message that everyone sees. These files name it, and one more mark is one more name in
//! each of them; the compiler asks for all but the key as soon as `wish::Mark` has the new one:
//!
//! - `chat/wish/mark.rs`: its word for `apply`, its flag, which side of a message it is about
//! - `chat/message.rs`: the field that holds it
//! - `remote/convert.rs`: the field that says it on the wire
//! - `screen/words.rs`: its verb in the outbox panel
//! - `screen/inbox/message.rs`: when it applies, its label, where besides the menu it is shown
//! - `screen/keys.rs`: its key
//!
//! An action of another kind is a variant of its own: of `message::Act` in `screen/inbox/message.rs`, with its effect in
//! `screen/inbox/actions/message.rs`; and of [`chat::Wish`], with its rules in `session/submit.rs`, if others see it.
//!
//! Besides those, add its icon (a name in `assets/icons/icons.txt`) and its row in `tests/actions/table.rs`. If it sets
//! a mark that [`chat::message::Marks`] does not have yet, also add the field, its column (`store/message.rs`, a new
//! schema file) and its drawing (`screen/inbox/message/extras.rs`).
//!
//! # One more sentence
//! Every sentence of the window is a message in `assets/language/en.ftl`, and `build.rs` generates a function for it in
//! `language::tr`: the message `preferences-title` is `tr::preferences_title()`. Text that only the command line prints
//! may stay in the code.
//!
//! # Kinds of messages
//! | type | sent from → to |
//! |---|---|
//! | `Message` | inside one screen |
//! | `Action` | screen → parent |
//! | `Intent` | any depth → root; a `Request` is an intent for the session |
//! | `Fact` | root → inbox: an answer of the session or the system |
//! | `Command` | session → worker; `screen::keys::Command` is the one that a key runs |
//! | `Change` | engine → app: a dirty key, never a payload |

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "`_` means \"everything else\" on an enum of the interface"
)]
pub mod app;
pub mod changes;
pub mod chat;
pub mod cli;
pub mod clock;
#[cfg(feature = "demo")]
pub mod demo;
pub mod directory;
pub mod entry;
pub mod files;
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "`_` means \"everything else\" on an event or action of iced"
)]
pub mod headless;
pub mod icon;
pub mod intent;
pub mod language;
pub mod logging;
pub mod outbox;
pub mod pause;
pub mod preferences;
pub mod proxy;
pub mod remote;
pub mod requests;
pub mod roster;
pub mod row;
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "`_` means \"everything else\" on an enum of the interface"
)]
pub mod screen;
pub mod session;
pub mod settings;
pub mod store;
pub mod sync;
pub mod theme;
pub mod transfer;
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "`_` means \"everything else\" on an enum of the interface"
)]
pub mod widget;
