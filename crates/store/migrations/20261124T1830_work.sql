-- What becomes of notes, plans and actions, and what streams are for.

CREATE INDEX change_unplaced ON change (stream, no) WHERE position IS NULL;
DROP INDEX note_by_ward;
CREATE INDEX note_by_ward ON note (ward, happened, no, withdrawn);
CREATE INDEX note_unread ON note (recorded_at, no) WHERE step < 2 AND withdrawn = 0;

DROP TABLE note_topic;
CREATE TABLE note_topic (
    topic    TEXT NOT NULL,
    happened INTEGER NOT NULL,
    note     INTEGER NOT NULL,
    ward     TEXT NOT NULL,            -- the note's, so that lists of a ward need not look it up
    PRIMARY KEY (topic, happened, note)
) STRICT, WITHOUT ROWID;
INSERT INTO note_topic (topic, happened, note, ward)
    SELECT DISTINCT j.value, n.happened, n.no, n.ward FROM note n, json_each(n.topics) j ORDER BY 1, 2, 3;

-- An amendment can answer a question, and a reply can be taken back.
CREATE TEMP TABLE former AS SELECT no, id, note, author, at, taken_back FROM amendment;
DROP TABLE amendment;
CREATE TABLE amendment (
    no         INTEGER PRIMARY KEY,    -- the number of the change that holds its text
    id         BLOB NOT NULL UNIQUE,
    note       BLOB NOT NULL,
    author     BLOB NOT NULL,
    at         INTEGER NOT NULL,
    taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1)),
    answers    BLOB                    -- the reply whose question it answers
) STRICT;
CREATE INDEX amendment_of_note ON amendment (note, no);
CREATE INDEX amendment_answering ON amendment (answers) WHERE answers IS NOT NULL;
INSERT INTO amendment (no, id, note, author, at, taken_back) SELECT no, id, note, author, at, taken_back FROM former;
DROP TABLE former;

CREATE TEMP TABLE former AS SELECT no, id, note, author, at, step, team, sentence FROM reply;
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
    answered INTEGER NOT NULL DEFAULT 0 CHECK (answered IN (0, 1)) -- its question was
) STRICT;
CREATE INDEX reply_of_note ON reply (note, no);
CREATE INDEX reply_by_time ON reply (at);
CREATE INDEX reply_asking ON reply (answered, note) WHERE step = 3 AND withdrawn = 0;
INSERT INTO reply (no, id, note, author, at, step, team, sentence)
    SELECT no, id, note, author, at, step, team, sentence FROM former;
DROP TABLE former;

-- What a stream with a random id is for, as `control` says it.
CREATE TABLE stream_record (
    id   BLOB PRIMARY KEY NOT NULL,
    sort TEXT NOT NULL,
    area BLOB,
    plan BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX stream_record_of_area ON stream_record (area, sort) WHERE area IS NOT NULL;
CREATE INDEX stream_record_of_plan ON stream_record (plan, sort) WHERE plan IS NOT NULL;

-- The areas of a plan's streams.
CREATE TABLE stream_area (
    stream BLOB NOT NULL,
    area   BLOB NOT NULL,
    PRIMARY KEY (stream, area)
) STRICT, WITHOUT ROWID;

-- Who sees to a note.
CREATE TABLE assignment (
    id      BLOB PRIMARY KEY NOT NULL,
    stream  INTEGER NOT NULL,
    note    BLOB NOT NULL,
    officer BLOB                       -- null where nobody is to any more
) STRICT, WITHOUT ROWID;
CREATE INDEX assignment_of_note ON assignment (note);
CREATE INDEX assignment_of_officer ON assignment (officer) WHERE officer IS NOT NULL;

-- What a note belongs with: a plan, a briefing, another note.
CREATE TABLE link (
    id     BLOB PRIMARY KEY NOT NULL,
    stream INTEGER NOT NULL,
    note   BLOB NOT NULL,
    sort   TEXT NOT NULL,              -- plan, briefing, other
    target BLOB NOT NULL,
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX link_of_note ON link (note);
CREATE INDEX link_to_target ON link (target);

-- What was done with a note and is for colleagues: referrals, closures, remarks. Their words are read
-- from their changes.
CREATE TABLE handling (
    id     BLOB PRIMARY KEY NOT NULL,
    stream INTEGER NOT NULL,
    note   BLOB NOT NULL,
    kind   TEXT NOT NULL,
    author BLOB NOT NULL,
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX handling_of_note ON handling (note, at);

CREATE TABLE briefing (
    id        BLOB PRIMARY KEY NOT NULL,
    stream    INTEGER NOT NULL,
    ward      TEXT NOT NULL,
    author    BLOB NOT NULL,
    at        INTEGER NOT NULL,
    corrected INTEGER NOT NULL DEFAULT 0 CHECK (corrected IN (0, 1)),
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX briefing_by_time ON briefing (at, id);
CREATE INDEX briefing_by_ward ON briefing (ward, at, id);

CREATE TABLE plan (
    id          BLOB PRIMARY KEY NOT NULL,
    stream      INTEGER NOT NULL,
    title       TEXT NOT NULL,
    status      TEXT NOT NULL,
    lead        TEXT NOT NULL,         -- a name; empty where nobody leads
    lead_person BLOB,
    author      BLOB NOT NULL,
    at          INTEGER NOT NULL,
    areas       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_by_status ON plan (status, id);
CREATE INDEX plan_by_title ON plan (title COLLATE NOCASE, id);

CREATE TABLE plan_area (
    area BLOB NOT NULL,
    plan BLOB NOT NULL,
    PRIMARY KEY (area, plan)
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_area_of_plan ON plan_area (plan);

-- Of an analysis what lists need; its texts are read from its fold.
CREATE TABLE analysis (
    id           BLOB PRIMARY KEY NOT NULL,
    stream       INTEGER NOT NULL,
    plan         BLOB NOT NULL UNIQUE,
    success_test INTEGER NOT NULL CHECK (success_test IN (0, 1)),
    assessment   INTEGER NOT NULL CHECK (assessment IN (0, 1)),
    next_review  TEXT                  -- ISO day of the first that was not held
) STRICT, WITHOUT ROWID;

CREATE TABLE action (
    id           BLOB PRIMARY KEY NOT NULL,
    stream       INTEGER NOT NULL,
    plan         BLOB NOT NULL,
    title        TEXT NOT NULL,
    sort         TEXT,
    agency       TEXT,
    owner        TEXT NOT NULL,        -- a name; empty where nobody answers for it
    owner_person BLOB,
    due          TEXT NOT NULL,        -- ISO day; 9999-12-31 where none is set
    original_due TEXT,
    priority     TEXT,
    status       TEXT NOT NULL,
    over         INTEGER NOT NULL CHECK (over IN (0, 1)),
    confidence   TEXT,
    blocker      TEXT,
    attention    INTEGER NOT NULL CHECK (attention IN (0, 1)),
    batch        TEXT,
    at           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX action_by_due ON action (over, due, id);
CREATE INDEX action_of_plan ON action (plan, over, due, id);
CREATE INDEX action_of_name ON action (owner, over, due, id) WHERE owner_person IS NULL;
CREATE INDEX action_of_member ON action (owner_person, over, due, id) WHERE owner_person IS NOT NULL;
CREATE INDEX action_of_agency ON action (agency, over, due, id) WHERE agency IS NOT NULL;
CREATE INDEX action_by_status ON action (status, due, id);
CREATE INDEX action_of_batch ON action (batch) WHERE batch IS NOT NULL;

CREATE TABLE progress (
    id     BLOB PRIMARY KEY NOT NULL,
    stream INTEGER NOT NULL,
    action BLOB NOT NULL,
    author BLOB NOT NULL,
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX progress_of_action ON progress (action, at);

-- Opening makes the rows that follow from what is held already.
INSERT OR REPLACE INTO fact (name, value) VALUES ('project-again', '');
