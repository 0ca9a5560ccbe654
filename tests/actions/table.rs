//! The table of actions, one row each: the wish, and the expected element.

use crate::element::{
    BEN, CHI, Element, FRESH, ME, NOW, Place, reaction, share, snapshot, tagged, text, with, with_files,
};
use crate::world::{place_id, random};

use confab::chat::wish::{Mark, Post, Share, Switch};
use confab::chat::{MessageId, PersonId, Wish, conversation};

use serde_json::{Value, json};
use uuid::Uuid;

pub const ROOT: Uuid = Uuid::from_u128(0x0a_0001);
pub const TARGET: Uuid = Uuid::from_u128(0x0a_0002);
pub const REACTION: Uuid = Uuid::from_u128(0x0a_0003);
const INNER: Uuid = Uuid::from_u128(0x0a_0004);

/// Ben's UTC offset is +05:30; his date is sent back unchanged (1.3).
pub const THEN: &str = "2026-01-14T06:54:46.8208821+05:30";
const BEFORE: &str = "2026-01-14T01:24:46.0000001+00:00";

/// The target of an action: a message known to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A plain text by Ben.
    Text,
    /// A reply by Ben in a thread, with files, tagging Chi.
    Files,
    /// The same message after somebody reported it.
    Reported,
    /// A share by Ben of a message by Chi.
    Share,
    /// The user's own text with a tag.
    Mine,
}

impl Target {
    /// Its whole content.
    pub fn content(self, place: Place) -> Element {
        let said = |author, words| text(place, TARGET, author, words, THEN);
        match self {
            Self::Text => said(BEN, "Numbers are in, *have a look*"),
            Self::Mine => tagged(said(ME, "Asking @Ben Okri"), &[BEN]),
            Self::Files | Self::Reported => {
                with(tagged(with_files(said(BEN, "From @Chi Adu")), &[CHI]), json!({"ParentMessageId": ROOT}))
            }
            Self::Share => {
                let inner = tagged(text(Place::Channel, INNER, CHI, "Ask @Ben Okri", BEFORE), &[BEN]);
                let shared =
                    json!({"SharedMessage": snapshot(&inner), "SharedMessageId": INNER, "FromUserId": CHI});
                with(said(BEN, "worth reading"), shared)
            }
        }
    }

    /// Its marks on the server.
    pub fn marks(self) -> Value {
        match self {
            Self::Reported => json!({"ReportMessage": "odd link"}),
            Self::Text | Self::Files | Self::Share | Self::Mine => json!({}),
        }
    }
}

/// One play of an action.
pub struct Case {
    pub place: Place,
    /// The target of the action.
    pub target: Element,
    /// True if this play created the target and it is not accepted yet.
    pub fresh: bool,
    /// The id of the message that the action creates.
    pub made: MessageId,
}

impl Case {
    fn on(&self) -> MessageId {
        MessageId::new(Uuid::parse_str(self.target["Id"].as_str().unwrap()).unwrap())
    }

    fn with(&self, more: Value) -> Element {
        with(self.target.clone(), more)
    }

    fn text(&self, words: &str) -> Element {
        text(self.place, self.made.uuid(), ME, words, NOW)
    }

    fn post(&self, words: &str, tags: &[Uuid], reply_to: Option<MessageId>) -> Vec<Wish> {
        let tags = tags.iter().copied().map(PersonId::new).collect();
        let to = place_id(self.place);
        vec![Wish::Post(Post {
            id: self.made,
            to,
            text: words.to_owned(),
            tags,
            files: Vec::new(),
            reply_to,
        })]
    }

    fn share(&self, comment: &str) -> Vec<Wish> {
        vec![share_of(self.made, self.on(), random(), comment, &[])]
    }

    /// Switches off; on and off again if the message is new.
    fn off(&self, wish: impl Fn(MessageId, Switch) -> Wish) -> Vec<Wish> {
        let switches = if self.fresh { &[Switch::On, Switch::Off][..] } else { &[Switch::Off] };
        switches.iter().map(|state| wish(self.on(), *state)).collect()
    }
}

/// The elements sent if the target has not been sent yet.
pub enum Unsent {
    /// The target, then the action's element.
    Behind,
    /// One element with both.
    Folded(fn(&Case) -> Element),
    /// The target alone.
    Cancelled,
    /// No element.
    Nothing,
}

pub struct Action {
    pub name: &'static str,
    pub target: Target,
    /// Other data that the server has on the target before: stars, readers, marks, the user's reaction.
    pub before: Before,
    pub does: fn(&Case) -> Vec<Wish>,
    /// The whole expected element.
    pub says: fn(&Case) -> Element,
    pub unsent: Unsent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    Nothing,
    Pinned,
    Starred,
    Read,
    Archived,
    Reacted,
}

const THUMB: &str = "👍🏽";

fn action(
    name: &'static str,
    target: Target,
    before: Before,
    does: fn(&Case) -> Vec<Wish>,
    says: fn(&Case) -> Element,
    unsent: Unsent,
) -> Action {
    Action { name, target, before, does, says, unsent }
}

/// A mark folded into an unsent post sets the same fields there.
fn folded(says: fn(&Case) -> Element) -> Unsent {
    Unsent::Folded(says)
}

pub fn actions() -> Vec<Action> {
    use Before as B;
    use Target as T;
    use Unsent::{Behind, Cancelled, Nothing};
    let pin = |case: &Case| case.with(json!({"IsPinned": true, "PinnedByUserId": ME}));
    let unpin = |case: &Case| case.with(json!({"IsPinned": false, "PinnedByUserId": ME}));
    let archive = |case: &Case| case.with(json!({"IsArchieved": true}));
    let unarchive = |case: &Case| case.with(json!({"IsArchieved": false}));
    vec![
        action(
            "post",
            T::Text,
            B::Nothing,
            |case| case.post("A **new** day\n```\nlet x = 1 < 2 && true;\n```", &[], None),
            |case| case.text("A **new** day\n```\nlet x = 1 < 2 && true;\n```"),
            Behind,
        ),
        action(
            "post with tags",
            T::Text,
            B::Nothing,
            |case| case.post("@Chi Adu and @Ben Okri: lunch?", &[CHI, BEN], None),
            |case| tagged(case.text("@Chi Adu and @Ben Okri: lunch?"), &[CHI, BEN]),
            Behind,
        ),
        action(
            "edit",
            T::Mine,
            B::Nothing,
            |case| vec![Wish::Edit { message: case.on(), text: "Asking @Ben Okri again".to_owned() }],
            |case| {
                let edit =
                    json!({"Message": "Asking @Ben Okri again", "IsEdited": true, "UpdatedDateTime": NOW});
                case.with(edit)
            },
            Unsent::Folded(|case| case.with(json!({"Message": "Asking @Ben Okri again"}))),
        ),
        action(
            "edit that names somebody else",
            T::Mine,
            B::Nothing,
            |case| vec![Wish::Edit { message: case.on(), text: "Asking @Chi Adu".to_owned() }],
            |case| {
                let edit = json!({"Message": "Asking @Chi Adu", "IsEdited": true, "UpdatedDateTime": NOW});
                tagged(case.with(edit), &[CHI])
            },
            Unsent::Folded(|case| tagged(case.with(json!({"Message": "Asking @Chi Adu"})), &[CHI])),
        ),
        action(
            "delete",
            T::Mine,
            B::Nothing,
            |case| vec![Wish::Delete { message: case.on() }],
            |case| case.with(json!({"IsDeleted": true})),
            Nothing,
        ),
        action(
            "pin on",
            T::Files,
            B::Nothing,
            |case| vec![Wish::Mark { message: case.on(), mark: Mark::Pin, state: Switch::On }],
            pin,
            folded(pin),
        ),
        action(
            "pin off",
            T::Files,
            B::Pinned,
            |case| case.off(|message, state| Wish::Mark { message, mark: Mark::Pin, state }),
            unpin,
            folded(unpin),
        ),
        action(
            "star on",
            T::Files,
            B::Nothing,
            |case| vec![Wish::Mark { message: case.on(), mark: Mark::Star, state: Switch::On }],
            |case| case.with(json!({"IsStarred": true, "StarredByUserId": ME})),
            Behind,
        ),
        action(
            "star off",
            T::Files,
            B::Starred,
            |case| case.off(|message, state| Wish::Mark { message, mark: Mark::Star, state }),
            |case| case.with(json!({"IsStarred": false, "StarredByUserId": ME})),
            Behind,
        ),
        action(
            "tag",
            T::Mine,
            B::Nothing,
            |case| vec![Wish::Tag { message: case.on(), people: [BEN, CHI].map(PersonId::new).into() }],
            |case| {
                let edit =
                    json!({"Message": "Asking @Ben Okri @Chi Adu", "IsEdited": true, "UpdatedDateTime": NOW});
                with(tagged(case.target.clone(), &[BEN, CHI]), edit)
            },
            Unsent::Folded(|case| {
                with(
                    tagged(case.target.clone(), &[BEN, CHI]),
                    json!({"Message": "Asking @Ben Okri @Chi Adu"}),
                )
            }),
        ),
        action(
            "share of a text",
            T::Text,
            B::Nothing,
            |case| case.share("see this"),
            |case| share(case.made.uuid(), "see this", &case.target),
            Behind,
        ),
        action(
            "share of a reported one with files",
            T::Reported,
            B::Nothing,
            |case| case.share(""),
            // The reason is not passed on.
            |case| share(case.made.uuid(), "", &case.target),
            Behind,
        ),
        action(
            "share with a tag",
            T::Mine,
            B::Nothing,
            |case| vec![share_of(case.made, case.on(), random(), "for @Chi Adu", &[CHI])],
            |case| tagged(share(case.made.uuid(), "for @Chi Adu", &case.target), &[CHI]),
            Behind,
        ),
        action(
            "share of a share",
            T::Share,
            B::Nothing,
            |case| case.share("and so on"),
            |case| {
                // The inner message is shared, under its own id and author, not the comment beside it.
                let inner = case.target["SharedMessage"].as_object().unwrap();
                let mut passed_on = share(case.made.uuid(), "and so on", inner);
                passed_on.insert("SharedMessage".to_owned(), Value::Object(inner.clone()));
                passed_on
            },
            Behind,
        ),
        action(
            "thread reply",
            T::Text,
            B::Nothing,
            |case| case.post("Agreed", &[], Some(case.on())),
            |case| with(case.text("Agreed"), json!({"ParentMessageId": case.target["Id"]})),
            Behind,
        ),
        action(
            "react",
            T::Files,
            B::Nothing,
            |case| vec![case.react(Switch::On)],
            |case| reaction(case.place, case.made.uuid(), &case.target, THUMB, NOW),
            Behind,
        ),
        action(
            "unreact",
            T::Files,
            B::Reacted,
            |case| {
                if case.fresh {
                    vec![case.react(Switch::On), case.react(Switch::Off)]
                } else {
                    vec![case.react(Switch::Off)]
                }
            },
            |case| with(before_reaction(case.place, &case.target), json!({"IsDeleted": true})),
            Cancelled,
        ),
        action(
            "read on",
            T::Files,
            B::Nothing,
            |case| vec![Wish::Read { message: case.on(), state: Switch::On }],
            |case| case.with(json!({"IsRead": true})),
            Behind,
        ),
        action(
            "read off",
            T::Files,
            B::Read,
            |case| case.off(|message, state| Wish::Read { message, state }),
            |case| case.with(json!({"IsRead": false})),
            Cancelled,
        ),
        action(
            "archive on",
            T::Files,
            B::Nothing,
            |case| vec![Wish::Mark { message: case.on(), mark: Mark::Archive, state: Switch::On }],
            archive,
            folded(archive),
        ),
        action(
            "archive off",
            T::Files,
            B::Archived,
            |case| case.off(|message, state| Wish::Mark { message, mark: Mark::Archive, state }),
            unarchive,
            folded(unarchive),
        ),
        action(
            "report",
            T::Files,
            B::Nothing,
            |case| {
                vec![Wish::Report {
                    message: case.on(),
                    reason: "Spam: same link again".to_owned(),
                    context: Switch::Off,
                }]
            },
            |case| case.with(json!({"ReportMessage": "Spam: same link again"})),
            Behind,
        ),
    ]
}

/// A report to a server that takes reasons only with new messages: `publish.reports = "child"` (2.8).
pub fn report_by_child() -> Action {
    action(
        "report by a child",
        Target::Files,
        Before::Nothing,
        |case| {
            vec![Wish::Report {
                message: case.on(),
                reason: "Spam: same link again".to_owned(),
                context: Switch::Off,
            }]
        },
        |case| {
            let says = json!({
                "Id": FRESH, "Message": "", "ParentMessageId": case.target["Id"],
                "ReportMessage": "Spam: same link again",
            });
            with(case.text(""), says)
        },
        Unsent::Behind,
    )
}

/// The wish to share a message.
pub fn share_of(id: MessageId, message: MessageId, to: conversation::Id, text: &str, tags: &[Uuid]) -> Wish {
    let tags = tags.iter().copied().map(PersonId::new).collect();
    Wish::Share(Share { id, message, to, text: text.to_owned(), tags })
}

/// The user's existing reaction.
pub fn before_reaction(place: Place, target: &Element) -> Element {
    reaction(place, REACTION, target, THUMB, BEFORE)
}

impl Case {
    fn react(&self, state: Switch) -> Wish {
        Wish::React { id: self.made, message: self.on(), emoji: THUMB.to_owned(), state }
    }
}
