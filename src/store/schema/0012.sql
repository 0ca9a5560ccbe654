-- Schema 12.

-- Finds the reports of a message that are messages of their own: shares of it that carry a reason (docs/server-api.md
-- 2.26). A share that cannot be read is in none.
CREATE INDEX message_reports ON message (CASE WHEN json_valid(shared) THEN json_extract(shared, '$.id') END)
    WHERE shared IS NOT NULL AND reported IS NOT NULL;

-- Membership 3: the user is outside, and knows the conversation only because the settings send reports there. A message
-- from it by somebody else tells that the user is in it now.
CREATE TRIGGER message_from_inside AFTER INSERT ON message WHEN NEW.delivery = 0 BEGIN
    UPDATE conversation SET membership = 0 WHERE id = NEW.conversation AND membership = 3;
END;

-- The user's reports on messages themselves that were not read back yet, or that the server accepted without keeping the
-- reason.
CREATE TABLE own_report (
    message BLOB PRIMARY KEY,
    -- When it was made.
    ticks   INTEGER NOT NULL,
    -- 1: the server kept no reason.
    lost    INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
