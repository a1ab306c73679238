-- The safeguarding leads, and what is sealed to them.

-- Every roster that came, in the order in which it came: each is gone by only after the one before.
CREATE TABLE roster (
    no INTEGER PRIMARY KEY,            -- the number of the change that made it
    id BLOB NOT NULL UNIQUE
) STRICT;

-- Sealed sources, as far as they are held. Nothing of what is sealed.
CREATE TABLE source (
    no        INTEGER PRIMARY KEY,     -- the number of the change that made it
    id        BLOB NOT NULL UNIQUE,
    stream    INTEGER NOT NULL,
    reference TEXT NOT NULL,
    author    BLOB NOT NULL,
    at        INTEGER NOT NULL
) STRICT;
-- Who opened which, and why.
CREATE TABLE opening (
    no     INTEGER PRIMARY KEY,        -- the number of the change that made it
    id     BLOB NOT NULL UNIQUE,
    source BLOB NOT NULL,
    author BLOB NOT NULL,
    at     INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX opening_of ON opening (source, no);
CREATE INDEX source_in ON source (stream, no);
CREATE INDEX source_of ON source (reference);
