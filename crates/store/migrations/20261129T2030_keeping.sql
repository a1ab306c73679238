-- What was erased: who, when and why, and nothing of what it said.
CREATE TABLE erased (
    id        BLOB PRIMARY KEY NOT NULL,
    stream    INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    author    BLOB NOT NULL,
    at        INTEGER NOT NULL,
    why       TEXT NOT NULL,
    reference TEXT,                    -- of the case in which it was decided
    waiting   INTEGER NOT NULL CHECK (waiting IN (0, 1)) -- its bodies go once the server has taken it
) STRICT, WITHOUT ROWID;
CREATE INDEX erased_by_time ON erased (at, id);
-- Why notes are kept past their time.
CREATE TABLE kept (
    id     BLOB PRIMARY KEY NOT NULL,
    stream INTEGER NOT NULL,
    note   BLOB NOT NULL,
    author BLOB NOT NULL,
    at     INTEGER NOT NULL,
    until  TEXT NOT NULL,              -- ISO day, the last
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_of_note ON kept (note, until);
-- When a person said that an old draft is still needed.
CREATE TABLE draft_kept (
    draft BLOB PRIMARY KEY NOT NULL,
    at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
