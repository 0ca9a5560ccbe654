//! Confab is a desktop chat client with a send promise: it saves every message before it sends it, makes sure that
//! the server stores it only once, and always shows what became of it.
//!
//! # The main idea
//! The server's publish call is an *upsert*: it inserts or updates messages by their ids, and the client makes the ids.
//! So every action on a message or conversation becomes a **wish**, which can be sent again without harm. One SQLite
//! transaction saves the wish and updates the rows on the screen; the wish is published later. The screen never waits
//! for the network.
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
//! 3. The publisher ([`outbox::worker`]) wakes. `outbox::call` saves the exact content of the call on disk (a frozen
//!    batch), and the [`remote::Remote`] sends it as JSON or XML over HTTP.
//! 4. [`remote::answer`] parses the answer, and [`outbox::settle`] decides: the entry leaves the outbox (*accepted*),
//!    waits, or is parked with the server's reason.
//! 5. [`sync`] reads the message back from the server: *seen*.
//!
//! Each step marks as dirty the keys of whatever it changed ([`changes`]), and the screen reads those rows again.
//!
//! A message with files takes two more steps: `files::take` copies them into the profile before step 2; [`transfer`]
//! uploads them and puts their paths into the message before step 3.
//!
//! # Dependency rules
//! - [`language`], [`chat`] and [`remote::wire`] import no other module of Confab, except that `chat` uses `language`.
//!   Only [`remote::convert`] converts between `chat` and `wire`; the few other modules that see both are listed in
//!   `tests/architecture`.
//! - Only [`store`] sees SQL. Only the interface sees iced: `app`, `screen`, `widget`, `theme`, `icon`, `headless`.
//! - Screens never see `store`, `remote`, `outbox` or `sync`: they get [`row`]s as arguments.
//! - `fold`, `plan`, `settle`, `backoff`, `review` and `sync`'s `apply`, `history` and `pace` are pure: time and chance
//!   are arguments.
//! - `demo` plays the part of somebody else's server: it never sees `store` or `outbox`.
//! - There are no circular dependencies between modules or between files, direct or indirect, except between a module
//!   and its parts.
//! - No part of the inbox knows another part: only `screen::inbox` itself and its `route`, `view` and `panels` see more
//!   than one.
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
//!    on top: dialogs, menus, completions at the caret, the picture viewer
//! ```
//! | visible | state | drawing |
//! |---|---|---|
//! | sidebar | `screen/inbox/sidebar.rs`, its rows and counts: `screen/inbox/conversations.rs` | `screen/inbox/sidebar/view.rs` |
//! | user, connection, clock, window size | `screen/inbox/shared.rs`, which every part may read | `screen/inbox/sidebar/view.rs`, `screen/words.rs` |
//! | open conversation, thread | `screen/inbox/feed.rs`; those kept in memory: `screen/inbox/feeds.rs` | `screen/inbox/feed/view.rs`, `screen/inbox/feed/thread.rs` |
//! | messages: order, day lines, *New* line, folding | `screen/inbox/timeline.rs`, `screen/inbox/timeline/present.rs` | `screen/inbox/message/view.rs` |
//! | one message, its menu and buttons | `screen/inbox/message.rs` | `screen/inbox/message/view.rs`, its content: `screen/inbox/message/content.rs` |
//! | density of messages | `theme.rs` | `screen/inbox/message/measures.rs` |
//! | its files, pictures and sounds | `screen/inbox/files.rs`, `screen/inbox/pictures.rs` | `screen/inbox/message/attachments.rs` |
//! | composer | `screen/inbox/composer.rs` | `screen/inbox/composer/view.rs` |
//! | completions at the caret | `screen/inbox/composer/completion.rs` | `screen/inbox/composer/completion/view.rs` |
//! | selected messages | `screen/inbox/timeline/choice.rs` | `screen/inbox/feed/selection.rs` |
//! | details, lists, outbox | `screen/inbox/details.rs`, `screen/inbox/message_list.rs`, `screen/inbox/outbox_panel.rs` | `view.rs` beside each |
//! | reviewers' desk, in place of feed and panel | `screen/inbox/desk.rs`, the cases listed: `screen/inbox/desk/queue.rs`, keys to wishes: `screen/inbox/desk/acts.rs` | `screen/inbox/desk/view.rs`, a row: `screen/inbox/desk/view/rows.rs`, the case: `screen/inbox/desk/view/case.rs`, its buttons: `screen/inbox/desk/view/bar.rs` |
//! | toast, error bar | `screen/inbox/toast.rs` | `screen/inbox/toast/view.rs`, `screen/inbox/view.rs` |
//! | *Jump to…*, *Share*, people to pick | `screen/dialog/picker.rs`, `screen/dialog/share.rs` | `view.rs` beside each |
//! | *New conversation*, *Add people* | `screen/dialog/gather.rs` | `screen/dialog/gather/view.rs` |
//! | emoji, report, words of a reviewer, edit history, questions | `screen/dialog/emoji.rs`, `screen/dialog/report.rs`, `screen/dialog/decide.rs`, `screen/dialog/earlier.rs`, `screen/dialog/confirm.rs` | `screen/dialog/view.rs`, `view.rs` beside some |
//! | menus | `screen/dialog/menu.rs`, `screen/dialog/beside.rs`, `screen/dialog/conversation_menu.rs`, `screen/dialog/person_menu.rs` | `screen/dialog/view.rs` |
//! | picture viewer | `screen/dialog/lightbox.rs` | `screen/dialog/lightbox/view.rs` |
//! | sign in, import, attach by path | `screen/dialog/sign_in.rs`, `screen/dialog/roster.rs` | `screen/dialog/forms.rs` |
//! | keyboard focus, keys | `screen/inbox/focus.rs`, `screen/inbox/keyboard.rs`, `screen/keys.rs` | |
//! | columns, narrow window | `screen/inbox/layout.rs` | `screen/inbox/view.rs` |
//! | Welcome, Preferences | `screen/welcome.rs`, `screen/preferences.rs` | `view.rs` beside each |
//! | colors, type, spacing | `theme.rs`; chosen by the preferences and the system: `app/look.rs` | |
//! | sentences | `language.rs` | `../assets/language/en.ftl` |
//!
//! The effects of actions are in `screen/inbox/actions.rs`. Operations on several parts at once, such as opening a
//! conversation, are in `screen/inbox/route.rs`.
//!
//! # One more panel or dialog
//! A panel is a file with its state, a [`ListPanel`](screen::inbox::list_panel::ListPanel), and a view. It has a name
//! in `screen/panel.rs`, a field in `screen/inbox/panels.rs`, and a context with its keys in `screen/keys.rs`;
//! `Event::OpenPanel` or `Command::Panel` opens it.
//!
//! A dialog is a file with its state, a [`Modal`](screen::dialog::Modal), and a view. It has a name in
//! `screen/dialog.rs` and an arm in `screen/dialog/view.rs`; `Event::Show` opens it. To open it with a key, add a
//! `Command` and its key in `screen/keys.rs`, and an arm in `screen/inbox/route/commands.rs`.
//!
//! # One more action on a message
//! Use *pin* as the model, a mark that everyone sees. Each file below names it, and must name your mark too. Add the new
//! mark to `wish::Mark` first: the compiler then points to the other places, except the line in `acts` of
//! `screen/inbox/message.rs` and the key.
//!
//! - `chat/wish/mark.rs`: its word for `apply`, its flag, and its aspect
//! - `chat/message.rs`: the field that holds it
//! - `remote/convert.rs`: the field that carries it in calls to the server
//! - `screen/words.rs`: its verb in the outbox panel
//! - `screen/inbox/message.rs`: when it is available, its label, and where it appears besides the menu
//! - `screen/keys.rs`: its key
//!
//! An action that is not a mark needs its own variant of `message::Act` in `screen/inbox/message.rs`, and its effect in
//! `screen/inbox/actions/message.rs`. If other people see the action, it also needs a variant of [`chat::Wish`], with
//! its rules in `session/submit.rs`.
//!
//! Besides those, either kind of action needs an icon (a name in `assets/icons/icons.txt`) and a row in
//! `tests/actions/table.rs`.
//!
//! A mark that [`chat::message::Marks`] does not have yet needs a field there, too. The compiler then asks for the
//! places that compare, copy, read and export marks. It does not ask for these:
//!
//! - its column in a new file of `store/schema`, and both statements of `store/message.rs`
//! - its field in `remote/wire.rs` and `remote/wire/model.rs`, if it has one of its own on the wire
//! - its drawing in `screen/inbox/message/extras.rs`
//! - the demo's server, which is a server like any other: `demo/binding/contract.rs`, `demo/service/upsert.rs`
//! - the list of actions in `docs/contract.md`
//!
//! # One more sentence
//! Every sentence of the window is in `assets/language/en.ftl`, and `build.rs` generates a function for it in
//! `language::tr`: `preferences-title` becomes `tr::preferences_title()`. Text that only the command line prints may
//! stay in the code.
//!
//! # Words for messages inside the program
//! | type | sent from → to |
//! |---|---|
//! | `Message` | inside one screen |
//! | `Action` | screen → parent |
//! | `Intent` | any part of a screen → root; a `Request` is an intent for the session |
//! | `Fact` | root → inbox: an answer of the session or the system |
//! | `Command` | session → worker; a `screen::keys::Command` is different: the command that a key runs |
//! | `Change` | engine → app: a dirty key, never a payload |

#[allow(clippy::wildcard_enum_match_arm, reason = "on enums of the interface, `_` means everything else")]
pub mod app;
pub mod changes;
pub mod chat;
pub mod cli;
pub mod clock;
#[cfg(feature = "demo")]
pub mod demo;
pub mod directory;
pub mod entry;
pub mod evidence;
pub mod files;
#[allow(clippy::wildcard_enum_match_arm, reason = "on events of iced, `_` means everything else")]
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
pub mod review;
pub mod roster;
pub mod row;
#[allow(clippy::wildcard_enum_match_arm, reason = "on enums of the interface, `_` means everything else")]
pub mod screen;
pub mod session;
pub mod settings;
pub mod store;
pub mod sync;
pub mod theme;
pub mod transfer;
#[allow(clippy::wildcard_enum_match_arm, reason = "on enums of the interface, `_` means everything else")]
pub mod widget;
