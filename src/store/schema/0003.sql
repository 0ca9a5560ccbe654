-- Schema 3.

-- Whom a change of a conversation brings in: 16 bytes each.
ALTER TABLE outbox ADD COLUMN people BLOB;

-- 0 in it, 1 left, 2 begun here and taken back before it was made.
ALTER TABLE conversation ADD COLUMN membership INTEGER NOT NULL DEFAULT 0;

-- A hidden conversation comes back when something is written there.
CREATE TRIGGER conversation_woken AFTER INSERT ON message WHEN NEW.shown = 1 BEGIN
    UPDATE conversation SET hidden = 0 WHERE id = NEW.conversation AND hidden <> 0;
END;
