-- Schema 6.

-- Bytes that are or were in the profile's files/, by their BLAKE3 hash, and what was found in them.
CREATE TABLE content (
    hash       BLOB PRIMARY KEY CHECK (length(hash) = 32),
    bytes      INTEGER NOT NULL,
    -- 0 picture, 1 sound, 2 video, 3 other
    media      INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    width      INTEGER,
    height     INTEGER,
    millis     INTEGER,
    -- whether they are there now
    here       INTEGER NOT NULL,
    -- when they were last drawn, played or taken: the least recently used go first
    used_ticks INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX content_used ON content (used_ticks) WHERE here = 1;

-- Which bytes a path led to.
CREATE TABLE located (
    path TEXT PRIMARY KEY,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) WITHOUT ROWID;
CREATE INDEX located_hash ON located (hash);

-- Files of one's own on their way to the store: each precedes its message.
CREATE TABLE upload (
    message    BLOB NOT NULL,
    -- from 0, as in the message's files
    place      INTEGER NOT NULL,
    hash       BLOB NOT NULL,
    -- where they are to lie, from the store's root; words for it in `path` once they do
    name       TEXT NOT NULL,
    -- 0 to be stored, 1 stored, 2 given up: what lies there is to be swept away
    state      INTEGER NOT NULL DEFAULT 0,
    -- parts of a large one that the store has already, as JSON
    resume     TEXT,
    attempts   INTEGER NOT NULL DEFAULT 0,
    -- milliseconds since 1970 UTC
    not_before INTEGER NOT NULL DEFAULT 0,
    reason     TEXT,
    PRIMARY KEY (message, place)
) WITHOUT ROWID;
CREATE INDEX upload_due ON upload (state, not_before) WHERE state <> 1;
CREATE INDEX upload_hash ON upload (hash);

-- How many files of a message are not stored yet: it waits for them, and so does what comes after it in its conversation.
ALTER TABLE outbox ADD COLUMN uploads INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_uploads ON outbox (lane, entry) WHERE uploads > 0;

-- The files that stand in a composer: hashes and names, as JSON.
ALTER TABLE draft ADD COLUMN files TEXT;
