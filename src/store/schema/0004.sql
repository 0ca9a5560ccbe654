-- Schema 4.

-- Some of these stood for a while in schemas 2 and 3, after databases had been made with those: each is made where it is
-- not there yet.

-- Reading marks on their way: told apart from what a person waits for.
CREATE INDEX IF NOT EXISTS outbox_marks ON outbox (entry) WHERE aspect = 2 AND state <> 2;

-- What a person looks for in a conversation, newest first, without walking its history: each index holds what carries
-- the mark and no more. Who is tagged stands in a list of ids, so that index carries the list. The flags take no room,
-- and with them what is counted is counted in the index alone.
CREATE INDEX IF NOT EXISTS message_pinned ON message (conversation, ticks, id, pinned_by, shown, deleted, archived)
    WHERE pinned_by IS NOT NULL AND shown = 1 AND deleted = 0 AND archived = 0;
CREATE INDEX IF NOT EXISTS message_starred ON message (conversation, ticks, id, starred_by, shown, deleted, archived)
    WHERE starred_by IS NOT NULL AND shown = 1 AND deleted = 0 AND archived = 0;
CREATE INDEX IF NOT EXISTS message_starred_anywhere ON message (ticks, id, starred_by)
    WHERE starred_by IS NOT NULL AND shown = 1 AND deleted = 0 AND archived = 0;
CREATE INDEX IF NOT EXISTS message_files ON message (conversation, ticks, id)
    WHERE files IS NOT NULL AND shown = 1 AND deleted = 0 AND archived = 0;
CREATE INDEX IF NOT EXISTS message_tagged ON message (conversation, ticks, id, tags, shown, deleted, archived)
    WHERE tags IS NOT NULL AND shown = 1 AND deleted = 0 AND archived = 0;
CREATE INDEX IF NOT EXISTS message_archived ON message (conversation, ticks, id, shown, deleted, archived)
    WHERE archived = 1 AND shown = 1 AND deleted = 0;
CREATE INDEX IF NOT EXISTS message_author ON message (conversation, author, ticks, id)
    WHERE shown = 1 AND deleted = 0 AND archived = 0;

-- A thread: the replies to a message, in order. With who wrote them and whether they stand, so that they are counted here.
CREATE INDEX IF NOT EXISTS message_thread ON message (parent, conversation, ticks, id, deleted, author)
    WHERE parent IS NOT NULL AND shown = 1;
