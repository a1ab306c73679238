-- What stood beside a refused note of which a draft was made: that there was a source, never who.
CREATE TABLE draft_source (
    draft   BLOB PRIMARY KEY NOT NULL,
    content TEXT NOT NULL              -- JSON, as it stood in the note
) STRICT, WITHOUT ROWID;
