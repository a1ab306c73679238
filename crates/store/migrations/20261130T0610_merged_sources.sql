-- That two sealed sources are one person, as far as it is held. Nothing of which they are.
CREATE TABLE merging (
    no     INTEGER PRIMARY KEY,        -- the number of the change that made it
    id     BLOB NOT NULL UNIQUE,
    author BLOB NOT NULL,
    at     INTEGER NOT NULL
) STRICT;
