-- When the server took a change, beside its number: asked of every note that nobody has read.
CREATE INDEX change_received ON change (no, server_time);

-- With all that the queue of unread notes is counted by, so that counting reads no row.
DROP INDEX note_unread;
CREATE INDEX note_unread ON note (recorded_at, no, author, ward, step, withdrawn) WHERE step < 2 AND withdrawn = 0;

-- With the column it is narrowed by, so that counting names reads no row.
DROP INDEX action_of_name;
CREATE INDEX action_of_name ON action (owner_person, owner, over, due, id) WHERE owner_person IS NULL;
