-- Schema 2.

-- How many calls with it broke the server. What steps aside is among these: asked for whenever a call is planned.
ALTER TABLE outbox ADD COLUMN broken INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_broken ON outbox (lane, entry) WHERE broken > 0;

-- When the next of what waits for a moment may go.
CREATE INDEX outbox_later ON outbox (not_before) WHERE not_before > 0;

-- What stands under a message.
CREATE INDEX message_reactions ON message (parent, ticks, id) WHERE parent IS NOT NULL AND reacted_by IS NOT NULL;

-- The server kept only so many characters of a text of ours; null: all of it, as far as is known.
ALTER TABLE message ADD COLUMN server_kept INTEGER;

-- Goes up whenever the number of unread messages may have changed, so that nobody counts them twice.
ALTER TABLE conversation ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

-- How many shown messages lie in each stretch of time: level 0 in stretches of 2^40 ticks (30 hours), level 1 of 2^32
-- (7 minutes). So a rank is found, and a rank's message, without walking a long history.
CREATE TABLE tally (
    conversation BLOB NOT NULL,
    level        INTEGER NOT NULL,
    stretch      INTEGER NOT NULL,
    messages     INTEGER NOT NULL,
    PRIMARY KEY (conversation, level, stretch)
) WITHOUT ROWID;
INSERT INTO tally SELECT conversation, 0, ticks >> 40, count(*) FROM message WHERE shown = 1 GROUP BY 1, 3;
INSERT INTO tally SELECT conversation, 1, ticks >> 32, count(*) FROM message WHERE shown = 1 GROUP BY 1, 3;

DROP TRIGGER message_added;
CREATE TRIGGER message_added AFTER INSERT ON message WHEN NEW.shown = 1 BEGIN
    UPDATE conversation
       SET messages = messages + 1, last_ticks = max(coalesce(last_ticks, NEW.ticks), NEW.ticks), version = version + 1
     WHERE id = NEW.conversation;
    INSERT INTO tally VALUES (NEW.conversation, 0, NEW.ticks >> 40, 1), (NEW.conversation, 1, NEW.ticks >> 32, 1)
        ON CONFLICT DO UPDATE SET messages = messages + 1;
END;
DROP TRIGGER message_gone;
CREATE TRIGGER message_gone AFTER DELETE ON message WHEN OLD.shown = 1 BEGIN
    UPDATE conversation SET messages = messages - 1, version = version + 1 WHERE id = OLD.conversation;
    UPDATE tally SET messages = messages - 1
     WHERE conversation = OLD.conversation
       AND (level = 0 AND stretch = OLD.ticks >> 40 OR level = 1 AND stretch = OLD.ticks >> 32);
END;
CREATE TRIGGER message_changed AFTER UPDATE OF deleted, tags ON message
    WHEN NEW.shown = 1 AND (OLD.deleted IS NOT NEW.deleted OR OLD.tags IS NOT NEW.tags) BEGIN
    UPDATE conversation SET version = version + 1 WHERE id = NEW.conversation;
END;
