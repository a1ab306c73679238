-- The notebook: changes as they were written, what follows from them, and what is this device's own.
-- Tables under "what follows" hold nothing that a fresh fold of `change` would not make again.

-- ---- what was written ----

CREATE TABLE stream (
    no     INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    sort   TEXT NOT NULL,
    area   BLOB,                       -- for the sorts that belong to an area
    person BLOB                        -- for the sorts that belong to a person
) STRICT;

-- In the order of arrival here, so that a page of changes is appended and not scattered.
CREATE TABLE change (
    no          INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    stream      INTEGER NOT NULL REFERENCES stream (no),
    record      BLOB NOT NULL CHECK (length(record) = 16),
    position    INTEGER,               -- in the stream; null until a server has given one
    server_time INTEGER,               -- milliseconds since 1970
    deferred    INTEGER NOT NULL DEFAULT 0 CHECK (deferred IN (0, 1)),
    header      BLOB NOT NULL,
    signature   BLOB NOT NULL CHECK (length(signature) = 64),
    body        BLOB                   -- null once erased
) STRICT;
CREATE INDEX change_of_record ON change (record, no);
CREATE UNIQUE INDEX change_at_position ON change (stream, position) WHERE position IS NOT NULL;
CREATE INDEX change_deferred ON change (no) WHERE deferred = 1;
CREATE INDEX change_unplaced ON change (stream, no) WHERE position IS NULL;
CREATE INDEX change_received ON change (no, server_time);

-- ---- what follows from it ----

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

-- That two sealed sources are one person, as far as it is held. Nothing of which they are.
CREATE TABLE merging (
    no     INTEGER PRIMARY KEY,        -- the number of the change that made it
    id     BLOB NOT NULL UNIQUE,
    author BLOB NOT NULL,
    at     INTEGER NOT NULL
) STRICT;

-- That notes of sealed sources were closed, as far as it is held and stands.
CREATE TABLE conclusion (
    id        BLOB PRIMARY KEY NOT NULL,
    stream    INTEGER NOT NULL,
    reference TEXT NOT NULL            -- of the source
) STRICT, WITHOUT ROWID;
CREATE INDEX conclusion_of ON conclusion (reference, stream);

-- That authors withdrew notes of sealed sources, as far as it is held and stands.
CREATE TABLE retraction (
    id        BLOB PRIMARY KEY NOT NULL,
    stream    INTEGER NOT NULL,
    reference TEXT NOT NULL,           -- of the source
    author    BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX retraction_of ON retraction (reference, stream);

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

CREATE TABLE partnership (
    id            BLOB PRIMARY KEY NOT NULL,
    name          TEXT NOT NULL,
    boundaries    TEXT NOT NULL,
    stream_secret TEXT NOT NULL,
    reference     BLOB NOT NULL,
    root_key      TEXT NOT NULL,
    addresses     TEXT NOT NULL        -- JSON array; empty without a server
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    no   INTEGER PRIMARY KEY,
    id   BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    ended TEXT                         -- ISO day on which the membership ended
) STRICT;

CREATE TABLE device (
    id          BLOB PRIMARY KEY NOT NULL,
    person      BLOB NOT NULL,
    signing_key BLOB NOT NULL CHECK (length(signing_key) = 32),
    reason      TEXT NOT NULL,
    ended       TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE grant_ (
    id       BLOB PRIMARY KEY NOT NULL,
    person   BLOB NOT NULL,
    audience TEXT NOT NULL,            -- JSON of the audience
    rights   TEXT NOT NULL,            -- JSON array of rights
    until    TEXT,                     -- ISO day, the last; null for no end
    role     TEXT NOT NULL,            -- the role the rights were taken from
    reason   TEXT NOT NULL,
    granted_by BLOB NOT NULL,
    ended    TEXT                      -- ISO day, the first on which it no longer holds
) STRICT, WITHOUT ROWID;

CREATE TABLE area (
    id         BLOB PRIMARY KEY NOT NULL,
    ward       TEXT NOT NULL UNIQUE,
    boundaries TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- List columns and an excerpt; the text is read from the change.
CREATE TABLE note (
    no          INTEGER PRIMARY KEY,   -- the number of the change that holds its text
    id          BLOB NOT NULL UNIQUE,
    stream      INTEGER NOT NULL,
    author      BLOB NOT NULL,
    ward        TEXT NOT NULL,
    boundaries  TEXT NOT NULL,
    happened    INTEGER NOT NULL,      -- YYYYMMDDhhmm in Europe/London; 9999 for a day without a time
    recorded_at INTEGER NOT NULL,      -- milliseconds since 1970
    topics      TEXT NOT NULL,         -- JSON array
    excerpt     TEXT NOT NULL,
    amended     INTEGER NOT NULL DEFAULT 0 CHECK (amended IN (0, 1)),
    withdrawn   INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    step        INTEGER NOT NULL DEFAULT 0, -- the strongest step anybody told its author; 0 for none
    source      TEXT,                  -- the reference of its sealed source; null where there is none
    young       INTEGER NOT NULL DEFAULT 0 CHECK (young IN (0, 1)), -- the source is under 18
    somebody    INTEGER NOT NULL DEFAULT 0 CHECK (somebody IN (0, 1)) -- it describes somebody or has a sealed source
) STRICT;
CREATE INDEX note_by_happened ON note (happened, no);
CREATE INDEX note_by_ward ON note (ward, happened, no, withdrawn);
CREATE INDEX note_by_author ON note (author, happened, no);
CREATE INDEX note_withdrawn ON note (happened, no) WHERE withdrawn = 1;
CREATE INDEX note_told ON note (step, happened, no, ward, author, withdrawn) WHERE step > 1;
CREATE INDEX note_unread ON note (recorded_at, no, author, ward, step, withdrawn) WHERE step < 2 AND withdrawn = 0;
CREATE INDEX note_by_source ON note (source) WHERE source IS NOT NULL;
CREATE INDEX note_young ON note (happened, no, author, ward) WHERE young = 1 AND withdrawn = 0;
CREATE INDEX note_by_age ON note (somebody, recorded_at, no, ward);

CREATE TABLE note_topic (
    topic    TEXT NOT NULL,
    happened INTEGER NOT NULL,
    note     INTEGER NOT NULL,
    ward     TEXT NOT NULL,            -- the note's, so that lists of a ward need not look it up
    PRIMARY KEY (topic, happened, note)
) STRICT, WITHOUT ROWID;

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

-- What its author was told of a note, a step each.
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

-- Fields with different values that nobody has decided between.
CREATE TABLE conflict (
    record BLOB NOT NULL,
    field  TEXT NOT NULL,
    kind   TEXT NOT NULL,
    PRIMARY KEY (record, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE pin (
    note   BLOB PRIMARY KEY NOT NULL,
    pinned_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    field TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL                -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE export_log (
    id        BLOB PRIMARY KEY NOT NULL,
    at        INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    purpose   TEXT NOT NULL,
    notes     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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
CREATE INDEX action_of_name ON action (owner_person, owner, over, due, id) WHERE owner_person IS NULL;
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

-- Photos and documents on notes and actions.
CREATE TABLE attachment (
    no         INTEGER PRIMARY KEY,    -- the number of the change that made it
    id         BLOB NOT NULL UNIQUE,
    of         BLOB NOT NULL,          -- the note or action
    author     BLOB NOT NULL,
    at         INTEGER NOT NULL,
    blob       BLOB NOT NULL CHECK (length(blob) = 32),
    taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1))
) STRICT;
CREATE INDEX attachment_of ON attachment (of, no);
CREATE INDEX attachment_with ON attachment (blob);

-- The words of a note and its amendments, found by prefix from two letters on. Holds no copy of the text.
CREATE VIRTUAL TABLE note_words USING fts5 (
    words,
    content = '',
    contentless_delete = 1,
    prefix = '2 3',
    tokenize = "unicode61 remove_diacritics 2"
);

-- ---- what is this device's own ----

-- Who writes here, and where its chain stands. Moves on in the transaction that writes the changes.
CREATE TABLE identity (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    partnership   BLOB NOT NULL,
    control       BLOB NOT NULL,
    person        BLOB NOT NULL,
    device        BLOB NOT NULL,
    signing_key   BLOB NOT NULL CHECK (length(signing_key) = 32),
    root_key      BLOB,                -- the administrator root's secret half, where it was made
    sequence      INTEGER NOT NULL,
    previous      BLOB NOT NULL,
    clock_millis  INTEGER NOT NULL,
    clock_counter INTEGER NOT NULL
) STRICT;

-- Small facts: where this file was last opened, when it was last backed up, notices not yet dismissed.
CREATE TABLE fact (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    id         BLOB PRIMARY KEY NOT NULL,
    saved_at   INTEGER NOT NULL,
    deleted_at INTEGER,                -- kept for undo; null while it stands
    content    TEXT NOT NULL           -- JSON
) STRICT, WITHOUT ROWID;

-- When a person said that an old draft is still needed.
CREATE TABLE draft_kept (
    draft BLOB PRIMARY KEY NOT NULL,
    at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What stood beside a refused note of which a draft was made: that there was a source, never who.
CREATE TABLE draft_source (
    draft   BLOB PRIMARY KEY NOT NULL,
    content TEXT NOT NULL              -- JSON, as it stood in the note
) STRICT, WITHOUT ROWID;

CREATE TABLE draft_version (
    draft    BLOB NOT NULL,
    version  INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    content  TEXT NOT NULL,
    PRIMARY KEY (draft, version)
) STRICT, WITHOUT ROWID;

-- The answers to acts already done: a screen that asks again gets the first one.
CREATE TABLE request (
    id     TEXT PRIMARY KEY NOT NULL,
    at     INTEGER NOT NULL,
    answer TEXT NOT NULL               -- JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX request_by_age ON request (at);

-- ---- between this device and its server; empty without one ----

CREATE TABLE server (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    key         BLOB NOT NULL CHECK (length(key) = 32),
    addresses   TEXT NOT NULL,         -- JSON array, the nearest first
    epoch       INTEGER NOT NULL,
    checked_in  INTEGER,               -- the server's time at the last whole exchange
    offset      INTEGER NOT NULL,      -- the server's time less this device's, in milliseconds
    latest      INTEGER NOT NULL,      -- the latest time ever seen, by the server's clock
    lease_days  INTEGER NOT NULL,
    synced_at   INTEGER                -- this device's time at the last whole exchange
) STRICT;

-- How far each stream is held, and the server's signed word for it. Moves on with what it counts.
CREATE TABLE cursor (
    stream    INTEGER PRIMARY KEY REFERENCES stream (no),
    epoch     INTEGER NOT NULL,
    position  INTEGER NOT NULL,
    chain     BLOB NOT NULL CHECK (length(chain) = 32),
    time      INTEGER NOT NULL,
    signature BLOB                     -- null at the start
) STRICT;

-- Groups of this device on their way: a row goes when every receipt is in.
CREATE TABLE outbox (
    id      BLOB PRIMARY KEY NOT NULL, -- the group's id
    rank    INTEGER NOT NULL,          -- they are sent in this order
    first   INTEGER NOT NULL,          -- the number of the group's first change
    changes INTEGER NOT NULL,
    state   TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'refused', 'declined', 'replaced')),
    code    TEXT NOT NULL,
    message TEXT NOT NULL,
    since   TEXT,                      -- ISO day on which access had ended, where that is why
    at      INTEGER NOT NULL           -- when this was last said
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX outbox_by_rank ON outbox (rank);
CREATE INDEX outbox_by_state ON outbox (state, rank);

-- Changes a restored server had before and may have lost.
CREATE TABLE lost (
    change INTEGER PRIMARY KEY,
    ready  INTEGER NOT NULL DEFAULT 0 CHECK (ready IN (0, 1))
) STRICT;

-- Streams once purged as the server asked, and whether it knows. What this device wrote there it no
-- longer holds, so the rows stay.
CREATE TABLE purged (
    stream    BLOB PRIMARY KEY NOT NULL,
    confirmed INTEGER NOT NULL DEFAULT 0 CHECK (confirmed IN (0, 1))
) STRICT, WITHOUT ROWID;

-- What stands in a stream and cannot be acted on: kept, shown by verify, passed over.
CREATE TABLE poisoned (
    stream    INTEGER NOT NULL REFERENCES stream (no),
    position  INTEGER NOT NULL,
    hash      BLOB NOT NULL,
    time      INTEGER NOT NULL,
    header    BLOB NOT NULL,
    signature BLOB NOT NULL,
    body      BLOB,
    why       TEXT NOT NULL,
    PRIMARY KEY (stream, position)
) STRICT, WITHOUT ROWID;

-- The signature this device gave to what a copy of it had signed and sent: the words stand in the log under the
-- other one, and this device's chain goes through here.
CREATE TABLE signed_twice (
    hash   BLOB PRIMARY KEY,
    header BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Changes that a sealed file brought. They have no position until the server gives them one, as what this
-- device wrote and has not sent; unlike that, they are not its own to keep when access ends.
CREATE TABLE brought (
    change INTEGER PRIMARY KEY
) STRICT;

-- What this device has of each blob, and what the server has as far as is known.
CREATE TABLE blob (
    no      INTEGER PRIMARY KEY,
    id      BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
    size    INTEGER NOT NULL,          -- bytes, sealed
    have    INTEGER NOT NULL,          -- bytes here, from the first
    sent    INTEGER NOT NULL,          -- bytes at the server; of what others send, all of them
    own     INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1)),     -- taken in here
    there   INTEGER NOT NULL DEFAULT 0 CHECK (there IN (0, 1)),   -- the server said that it can be fetched
    change  BLOB,                      -- of one taken in here: the change under which it is sent
    refused TEXT                       -- why the server does not take it or give it
) STRICT;
CREATE INDEX blob_coming ON blob (no) WHERE have < size;
CREATE INDEX blob_going ON blob (no) WHERE sent < size;

CREATE TABLE blob_part (
    no    INTEGER PRIMARY KEY,
    blob  INTEGER NOT NULL,
    at    INTEGER NOT NULL,            -- where it begins
    bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX blob_part_at ON blob_part (blob, at);

-- Requests of people for what is held about them, as whoever answers them keeps them.
CREATE TABLE subject_request (
    id       BLOB PRIMARY KEY NOT NULL,
    received TEXT NOT NULL,            -- ISO day
    closed   TEXT                      -- ISO day; null while it is open
) STRICT, WITHOUT ROWID;

-- Hung on a draft, and not yet on a record.
CREATE TABLE draft_file (
    id         BLOB PRIMARY KEY NOT NULL,
    draft      BLOB NOT NULL,
    at         INTEGER NOT NULL,
    deleted_at INTEGER,
    blob       BLOB NOT NULL,
    content    TEXT NOT NULL           -- JSON, as the use case wrote it
) STRICT;
CREATE INDEX draft_file_of ON draft_file (draft);

-- Changes whose words went while their record stands.
CREATE TABLE forgotten (
    change INTEGER PRIMARY KEY NOT NULL -- its number
) STRICT;

-- The chain of each stream at each place that this device followed, in each life of the server: what it signed for it.
CREATE TABLE followed (
    stream   INTEGER NOT NULL REFERENCES stream (no),
    epoch    INTEGER NOT NULL,
    position INTEGER NOT NULL,
    chain    BLOB NOT NULL CHECK (length(chain) = 32),
    PRIMARY KEY (stream, epoch, position)
) STRICT, WITHOUT ROWID;

-- What devices say the server told them: until it can be compared, and where it is not what it told this one. Under
-- zeros: that this device was told something else before.
CREATE TABLE told (
    device   BLOB NOT NULL,
    stream   INTEGER NOT NULL REFERENCES stream (no),
    epoch    INTEGER NOT NULL,
    position INTEGER NOT NULL,
    chain    BLOB NOT NULL CHECK (length(chain) = 32),
    missed   INTEGER NOT NULL DEFAULT 0, -- whole exchanges since, in which the place did not come
    state    TEXT NOT NULL CHECK (state IN ('waits', 'differs', 'settled')),
    PRIMARY KEY (device, stream, epoch, position, chain)
) STRICT, WITHOUT ROWID;
