-- Schema 10.

-- A message that is written here has no number: it did not come, and is never unread. So sending one writes one page less.
DROP TRIGGER message_arrived;
CREATE TRIGGER message_arrived AFTER INSERT ON message WHEN NEW.arrival > 0 BEGIN
    UPDATE arrival SET last = last + 1;
END;
