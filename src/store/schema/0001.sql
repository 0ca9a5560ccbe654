-- Schema 1. Never edited once released: a later change is a later file.
-- Ids are 16-byte GUIDs; a conversation is its kind byte (0 channel, 1 direct, 2 group) and its GUID.
-- Times are 100 ns ticks since 1970 UTC, with the writer's offset in minutes where it has to go back unchanged.

CREATE TABLE person (
    id   BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    role INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE conversation (
    id         BLOB PRIMARY KEY CHECK (length(id) = 17),
    name       TEXT NOT NULL,
    -- kept by the triggers below, so that no screen ever counts a long history
    messages   INTEGER NOT NULL DEFAULT 0,
    last_ticks INTEGER,
    -- the newest message the person has read
    read_ticks INTEGER,
    read_id    BLOB,
    muted      INTEGER NOT NULL DEFAULT 0,
    starred    INTEGER NOT NULL DEFAULT 0,
    hidden     INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE member (
    conversation BLOB NOT NULL,
    person       BLOB NOT NULL,
    PRIMARY KEY (conversation, person)
) WITHOUT ROWID;

CREATE TABLE message (
    row           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    conversation  BLOB NOT NULL,
    author        BLOB NOT NULL,
    author_name   TEXT NOT NULL,
    ticks         INTEGER NOT NULL,
    tick_offset   INTEGER NOT NULL DEFAULT 0,
    text          TEXT NOT NULL,
    kind          INTEGER NOT NULL DEFAULT 0,
    kind_number   INTEGER,
    parent        BLOB,
    reacted_by    BLOB,
    tags          BLOB,
    files         TEXT,
    shared        TEXT,
    from_person   BLOB,
    edited_ticks  INTEGER,
    edited_offset INTEGER,
    deleted       INTEGER NOT NULL DEFAULT 0,
    pinned_by     BLOB,
    starred_by    BLOB,
    read          INTEGER NOT NULL DEFAULT 0,
    archived      INTEGER NOT NULL DEFAULT 0,
    reported      TEXT,
    -- 0 settled (not ours, or history), 1 waiting, 2 accepted, 3 seen back
    delivery      INTEGER NOT NULL DEFAULT 0,
    -- 1: stands in the timeline; reactions do not
    shown         INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX message_timeline ON message (conversation, ticks, id) WHERE shown = 1;
CREATE INDEX message_children ON message (parent) WHERE parent IS NOT NULL;

CREATE TRIGGER message_added AFTER INSERT ON message WHEN NEW.shown = 1 BEGIN
    UPDATE conversation
       SET messages = messages + 1, last_ticks = max(coalesce(last_ticks, NEW.ticks), NEW.ticks)
     WHERE id = NEW.conversation;
END;
CREATE TRIGGER message_gone AFTER DELETE ON message WHEN OLD.shown = 1 BEGIN
    UPDATE conversation SET messages = messages - 1 WHERE id = OLD.conversation;
END;

-- What the text and its tags were before each edit.
CREATE TABLE revision (
    message BLOB NOT NULL,
    ticks   INTEGER NOT NULL,
    text    TEXT NOT NULL,
    tags    BLOB,
    PRIMARY KEY (message, ticks)
) WITHOUT ROWID;

-- The promise lives here. No migration ever deletes from this table or from quarantine.
CREATE TABLE outbox (
    entry        INTEGER PRIMARY KEY AUTOINCREMENT,
    message      BLOB NOT NULL,
    conversation BLOB NOT NULL,
    lane         BLOB NOT NULL,
    aspect       INTEGER NOT NULL,
    deed         TEXT NOT NULL,
    touched      INTEGER NOT NULL,
    -- which of the touched flags were set before, so that taking the wish back restores them
    was_set      INTEGER NOT NULL DEFAULT 0,
    makes        INTEGER NOT NULL,
    after        BLOB,
    state        INTEGER NOT NULL,
    batch        INTEGER,
    element      TEXT,
    attempts     INTEGER NOT NULL DEFAULT 0,
    -- 0 no, 1 went in a call that was refused as a whole, 2 yes: the server may have applied it
    unanswered   INTEGER NOT NULL DEFAULT 0,
    skipped      INTEGER NOT NULL DEFAULT 0,
    not_before   INTEGER NOT NULL DEFAULT 0,
    made_ticks   INTEGER NOT NULL,
    reason       TEXT
);
CREATE INDEX outbox_message ON outbox (message);
CREATE INDEX outbox_batch ON outbox (batch) WHERE batch IS NOT NULL;
CREATE INDEX outbox_queued ON outbox (entry) WHERE state = 0 AND batch IS NULL;
CREATE INDEX outbox_lane ON outbox (lane, entry);
CREATE INDEX outbox_parked ON outbox (entry) WHERE state = 2;
CREATE INDEX outbox_stuck ON outbox (lane, entry) WHERE state = 2 AND skipped = 0;

-- Rows that could not be read, kept as they were.
CREATE TABLE quarantine (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    source     TEXT NOT NULL,
    key        TEXT NOT NULL,
    content    TEXT NOT NULL,
    reason     TEXT NOT NULL,
    seen_ticks INTEGER NOT NULL
);

CREATE TABLE draft (
    conversation BLOB NOT NULL,
    -- the thread's first message, or empty for the conversation itself
    thread       BLOB NOT NULL DEFAULT x'',
    text         TEXT NOT NULL,
    tags         BLOB,
    aim          INTEGER NOT NULL DEFAULT 0,
    aim_message  BLOB,
    PRIMARY KEY (conversation, thread)
) WITHOUT ROWID;

-- Choices of the interface, and what the line to the server must remember over a restart.
CREATE TABLE interface (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE line (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
