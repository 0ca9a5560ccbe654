-- Schema 8.

-- How long each wait was to be, in milliseconds: one that a wrong clock wrote down is not longer for it. Of those that were
-- written before, nobody knows: they were at most this long.
ALTER TABLE outbox ADD COLUMN wait INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET wait = 120000 WHERE not_before > 0;
ALTER TABLE upload ADD COLUMN wait INTEGER NOT NULL DEFAULT 0;
UPDATE upload SET wait = 300000 WHERE not_before > 0;
