-- Requests of people for what is held about them, as whoever answers them keeps them.
CREATE TABLE subject_request (
    id       BLOB PRIMARY KEY NOT NULL,
    received TEXT NOT NULL,            -- ISO day
    closed   TEXT                      -- ISO day; null while it is open
) STRICT, WITHOUT ROWID;
