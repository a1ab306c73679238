-- That authors withdrew notes of sealed sources, as far as it is held and stands.
CREATE TABLE retraction (
    id        BLOB PRIMARY KEY NOT NULL,
    stream    INTEGER NOT NULL,
    reference TEXT NOT NULL,           -- of the source
    author    BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX retraction_of ON retraction (reference, stream);
