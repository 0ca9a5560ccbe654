-- Schema 7.

-- What a message had on the wire and has no column here, as one JSON object: it goes back with every mark. Empty text:
-- more than can be sent back.
ALTER TABLE message ADD COLUMN came TEXT;

-- The server shows this earlier text of a message of one's own, although a newer one was accepted.
ALTER TABLE message ADD COLUMN server_text TEXT;

-- When a message of one's own was restored by itself, so that two clients never fight.
CREATE TABLE restored (
    message BLOB NOT NULL,
    ticks   INTEGER NOT NULL,
    PRIMARY KEY (message, ticks)
) WITHOUT ROWID;
