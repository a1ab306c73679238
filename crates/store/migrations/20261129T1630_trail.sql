-- What people did that others may ask after, an entry each.
CREATE TABLE trail_entry (
    no     INTEGER NOT NULL,           -- the number of the change that holds it
    ord    INTEGER NOT NULL,           -- its place in there
    id     BLOB NOT NULL,              -- the record's
    person BLOB NOT NULL,
    at     INTEGER NOT NULL,
    deed   TEXT NOT NULL,
    area   BLOB,
    about  TEXT,                       -- a keyed hash of what it was done with
    count  INTEGER,
    PRIMARY KEY (no, ord)
) STRICT, WITHOUT ROWID;
CREATE INDEX trail_of_person ON trail_entry (person, no, ord);
CREATE INDEX trail_of_record ON trail_entry (id);
