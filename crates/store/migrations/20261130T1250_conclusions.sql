-- That notes of sealed sources were closed, as far as it is held and stands.
CREATE TABLE conclusion (
    id        BLOB PRIMARY KEY NOT NULL,
    stream    INTEGER NOT NULL,
    reference TEXT NOT NULL            -- of the source
) STRICT, WITHOUT ROWID;
CREATE INDEX conclusion_of ON conclusion (reference, stream);
