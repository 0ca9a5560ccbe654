-- Schema 13.

-- Finds all messages that carry a reason of a report, without reading the history.
CREATE INDEX message_reported ON message (ticks, id) WHERE reported IS NOT NULL;

-- An edit takes a reply out of its case (docs/review.md), so that the list of cases has to be read again.
CREATE TRIGGER reply_changed AFTER UPDATE OF text, edited_ticks ON message
    WHEN NEW.parent IS NOT NULL AND (OLD.text IS NOT NEW.text OR OLD.edited_ticks IS NOT NEW.edited_ticks) BEGIN
    UPDATE conversation SET version = version + 1 WHERE id = NEW.conversation;
END;

-- The user's own decisions on cases whose effect is not told in the thread yet (docs/review.md).
CREATE TABLE decision (
    -- The reply that says it.
    reply   BLOB PRIMARY KEY,
    -- The reported message.
    subject BLOB NOT NULL,
    -- 0: not read back yet, 1: read back, 2: sent, 3: not sent, because the author had deleted the message.
    step    INTEGER NOT NULL DEFAULT 0,
    -- The words to the author or the reporter.
    words   TEXT NOT NULL
) WITHOUT ROWID;

-- Reviewers told the user by direct message what became of a report (docs/review.md).
CREATE TABLE told (
    subject  BLOB NOT NULL,
    by       BLOB NOT NULL,
    ticks    INTEGER NOT NULL,
    -- The decision; empty if it was undone.
    decision TEXT NOT NULL,
    PRIMARY KEY (subject, by)
) WITHOUT ROWID;
