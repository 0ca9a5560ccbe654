-- Schema 2.

-- What steps aside: asked for whenever a call is planned.
CREATE INDEX outbox_aside ON outbox (lane, entry) WHERE not_before > 0;
