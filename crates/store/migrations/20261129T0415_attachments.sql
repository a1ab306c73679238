-- Photos and documents on notes and actions.

-- Follows from the changes.
CREATE TABLE attachment (
    no         INTEGER PRIMARY KEY,    -- the number of the change that made it
    id         BLOB NOT NULL UNIQUE,
    of         BLOB NOT NULL,          -- the note or action
    author     BLOB NOT NULL,
    at         INTEGER NOT NULL,
    blob       BLOB NOT NULL CHECK (length(blob) = 32),
    taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1))
) STRICT;
CREATE INDEX attachment_of ON attachment (of, no);
CREATE INDEX attachment_with ON attachment (blob);

-- This device's own: what it has of each blob, and what the server has as far as is known.
CREATE TABLE blob (
    no      INTEGER PRIMARY KEY,
    id      BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
    size    INTEGER NOT NULL,          -- bytes, sealed
    have    INTEGER NOT NULL,          -- bytes here, from the first
    sent    INTEGER NOT NULL,          -- bytes at the server; of what others send, all of them
    own     INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1)),     -- taken in here
    there   INTEGER NOT NULL DEFAULT 0 CHECK (there IN (0, 1)),   -- the server said that it can be fetched
    change  BLOB,                      -- of one taken in here: the change under which it is sent
    refused TEXT                       -- why the server does not take it or give it
) STRICT;
CREATE INDEX blob_coming ON blob (no) WHERE have < size;
CREATE INDEX blob_going ON blob (no) WHERE sent < size;

CREATE TABLE blob_part (
    no    INTEGER PRIMARY KEY,
    blob  INTEGER NOT NULL,
    at    INTEGER NOT NULL,            -- where it begins
    bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX blob_part_at ON blob_part (blob, at);

-- Hung on a draft, and not yet on a record.
CREATE TABLE draft_file (
    id         BLOB PRIMARY KEY NOT NULL,
    draft      BLOB NOT NULL,
    at         INTEGER NOT NULL,
    deleted_at INTEGER,
    blob       BLOB NOT NULL,
    content    TEXT NOT NULL           -- JSON, as the use case wrote it
) STRICT;
CREATE INDEX draft_file_of ON draft_file (draft);
