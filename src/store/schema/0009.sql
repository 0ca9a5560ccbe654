-- Schema 9.

-- Where a name came from: 0 with a message, which only fills a gap; 1 from the roster or the person at this profile. Of the
-- names that were here before nobody knows: they stay, which is safe.
ALTER TABLE person ADD COLUMN named_by INTEGER NOT NULL DEFAULT 1;
ALTER TABLE conversation ADD COLUMN named_by INTEGER NOT NULL DEFAULT 1;
-- The date of the message it came with; null: somebody else said so.
ALTER TABLE person ADD COLUMN named_ticks INTEGER;
ALTER TABLE conversation ADD COLUMN named_ticks INTEGER;
-- A name that is not known yet is a gap.
UPDATE person SET named_by = 0 WHERE trim(name) = '';
UPDATE conversation SET named_by = 0 WHERE trim(name) = '';

-- Elements that the server sent and that could not be read, by id or by a mark of their bytes: each is told of once.
CREATE TABLE unreadable (
    mark       BLOB PRIMARY KEY CHECK (length(mark) = 16),
    seen_ticks INTEGER NOT NULL
) WITHOUT ROWID;
