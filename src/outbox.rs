//! The outbox: keeps the send promise.
//!
//! 1. **Kept.** A wish is on disk before the screen shows it.
//! 2. **Once.** Every attempt carries the id made with the message, and the content is frozen on disk before the first
//!    byte is sent.
//! 3. **In order.** Within a lane, entries take effect in the order in which they were made. A parked entry blocks only
//!    its own lane.
//! 4. **Never silently dropped.** An entry leaves the outbox only when the server accepts it or the user discards it.
//! 5. **Shown honestly.** An entry whose answer was lost is shown as *unanswered*, never as *refused*.
//! 6. **One bad message does not stop the others.** A refused batch is halved until the bad message is alone.
//!
//! ```text
//!   submit ─► Queued ──plan (frozen into a batch)──► InFlight ──accepted──► gone
//!               ▲ ▲                                     │ │
//!               │ └── unreachable · busy · signed out ──┘ └── refused ──► Parked(reason) ─► discard ─► gone
//!               └───────────────────── retry · edit ───────────────────────────┘
//! ```
//!
//! Promises 7 and 8 of the README are kept by `marks`, `refresh` and `sync`. The diagram shows the main events;
//! [`State::step`](crate::entry::State::step) knows all of them, and rejects an event that cannot happen in a state.
//! Only `store::outbox::step` calls `State::step`, and it stores the new state. `fold`, `plan`, `settle` and `backoff` are pure: time
//! and chance are arguments. `worker` is a loop around them. Must not know: iced, SQL, HTTP. Tests: beside each rule,
//! and `tests/promise`.

pub mod backoff;
pub mod call;
pub mod fold;
mod marks;
pub mod plan;
pub mod refresh;
mod render;
pub mod settle;
pub mod terms;
pub mod worker;
