-- A reply can promise a day by which its note's author hears more.
CREATE TEMP TABLE former AS
    SELECT no, id, note, author, at, step, team, sentence, withdrawn, answered FROM reply;
DROP TABLE reply;
CREATE TABLE reply (
    no       INTEGER PRIMARY KEY,      -- the number of the change that holds it
    id       BLOB NOT NULL UNIQUE,
    note     BLOB NOT NULL,
    author   BLOB NOT NULL,
    at       INTEGER NOT NULL,
    step     INTEGER NOT NULL,         -- place in the order of strength of a note's states
    team     TEXT NOT NULL,
    sentence TEXT,                     -- null where the step says enough
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    answered INTEGER NOT NULL DEFAULT 0 CHECK (answered IN (0, 1)), -- its question was
    promised TEXT                      -- an ISO day by which its note's author hears more
) STRICT;
CREATE INDEX reply_of_note ON reply (note, no);
CREATE INDEX reply_by_time ON reply (at);
CREATE INDEX reply_asking ON reply (answered, note) WHERE step = 3 AND withdrawn = 0;
CREATE INDEX reply_promising ON reply (promised, note) WHERE promised IS NOT NULL AND withdrawn = 0;
INSERT INTO reply (no, id, note, author, at, step, team, sentence, withdrawn, answered)
    SELECT no, id, note, author, at, step, team, sentence, withdrawn, answered FROM former;
DROP TABLE former;
