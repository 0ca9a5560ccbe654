-- Schema 12.

-- Finds the reports of a message that are messages of their own: shares of it that carry a reason (docs/server-api.md
-- 2.26). A share that cannot be read is in none.
CREATE INDEX message_reports ON message (CASE WHEN json_valid(shared) THEN json_extract(shared, '$.id') END)
    WHERE shared IS NOT NULL AND reported IS NOT NULL;
