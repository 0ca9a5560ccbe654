-- Schema 11.

-- When the server last accepted the text of a message of one's own, by the server's clock as far as it is known; null: not known.
ALTER TABLE message ADD COLUMN accepted_ticks INTEGER;
