-- Schema 8.

-- How long each wait was to be, in milliseconds: one that a wrong clock wrote down is not longer for it. Of those that were
-- written before, nobody knows: they were at most this long.
ALTER TABLE outbox ADD COLUMN wait INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET wait = 120000 WHERE not_before > 0;
ALTER TABLE upload ADD COLUMN wait INTEGER NOT NULL DEFAULT 0;
UPDATE upload SET wait = 300000 WHERE not_before > 0;

-- The order in which messages came here, whatever their dates say: a number is never given twice.
CREATE TABLE arrival (last INTEGER NOT NULL);
INSERT INTO arrival VALUES (0);
-- 0: it was here before numbers were given.
ALTER TABLE message ADD COLUMN arrival INTEGER NOT NULL DEFAULT 0;
-- When it came, in ticks; null for history, for what is written here, and for what was here before.
ALTER TABLE message ADD COLUMN arrived INTEGER;
-- 0: it came in order; 1: a newer message was here already; 2: the same, and it came long after its date.
ALTER TABLE message ADD COLUMN behind INTEGER NOT NULL DEFAULT 0;
-- 1: it stands by its arrival, for it has no date that can be read.
ALTER TABLE message ADD COLUMN undated INTEGER NOT NULL DEFAULT 0;
UPDATE message SET undated = 1 WHERE row IN (
    SELECT m.row FROM conversation c CROSS JOIN message m INDEXED BY message_timeline
     WHERE m.conversation = c.id AND m.shown = 1 AND m.ticks <= 0);
CREATE TRIGGER message_arrived AFTER INSERT ON message BEGIN
    UPDATE arrival SET last = last + 1;
END;

-- What is unread, message by message: set when somebody else's message comes, cleared by looking. Counting it costs what is
-- unread, however long the history is and whoever wrote it. What one has written has a state of delivery.
ALTER TABLE message ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;
UPDATE message SET unread = 1 WHERE row IN (
    SELECT m.row FROM conversation c CROSS JOIN message m INDEXED BY message_timeline
     WHERE m.conversation = c.id AND m.shown = 1 AND m.deleted = 0 AND m.delivery = 0
       AND (m.ticks, m.id) > (coalesce(c.read_ticks, -9223372036854775807), coalesce(c.read_id, x'')));
CREATE INDEX message_unread ON message (conversation, ticks, id, behind, arrival, tags, unread, shown, deleted)
    WHERE unread = 1 AND shown = 1 AND deleted = 0;
ALTER TABLE conversation DROP COLUMN read_ticks;
ALTER TABLE conversation DROP COLUMN read_id;

-- A message whose date is known at last moves to where that says.
CREATE TRIGGER message_moved AFTER UPDATE OF ticks ON message WHEN NEW.shown = 1 AND OLD.ticks <> NEW.ticks BEGIN
    UPDATE conversation
       SET last_ticks = (SELECT max(ticks) FROM message WHERE conversation = NEW.conversation AND shown = 1)
     WHERE id = NEW.conversation;
    UPDATE tally SET messages = messages - 1
     WHERE conversation = OLD.conversation
       AND (level = 0 AND stretch = OLD.ticks >> 40 OR level = 1 AND stretch = OLD.ticks >> 32);
    INSERT INTO tally VALUES (NEW.conversation, 0, NEW.ticks >> 40, 1), (NEW.conversation, 1, NEW.ticks >> 32, 1)
        ON CONFLICT DO UPDATE SET messages = messages + 1;
END;

-- Marks of ours that the server accepted a short while ago: a copy that it gives out from before does not take them back.
CREATE TABLE accepted_mark (
    message BLOB PRIMARY KEY,
    -- the flags that were set or taken off, as in the outbox
    touched INTEGER NOT NULL,
    ticks   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX accepted_mark_ticks ON accepted_mark (ticks);
