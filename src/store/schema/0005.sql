-- Schema 5.

-- What hangs on a message (replies, reactions, shares of it): asked for whenever one is taken back before it was sent.
CREATE INDEX outbox_after ON outbox (after) WHERE after IS NOT NULL;

-- What is done to a conversation itself, among all that waits there.
CREATE INDEX outbox_rooms ON outbox (lane, entry) WHERE deed = 'create' OR deed = 'invite' OR deed = 'leave';

-- The reason a message had been reported for before: taking a report back gives it back.
ALTER TABLE outbox ADD COLUMN reported_before TEXT;
