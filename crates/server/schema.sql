-- What a server keeps. Each change once, in its stream, at its position; what was put aside beside it.

-- What there is one of: the epoch, which streams are control and reference, the server's own device.
CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

-- Where each stream ends. `position` is the number of changes in it.
CREATE TABLE stream (
    number   INTEGER NOT NULL PRIMARY KEY,
    id       BLOB    NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    chain    BLOB    NOT NULL,
    time     INTEGER NOT NULL
) STRICT;

-- `place` is the stream's number times 2^32 plus the position, so that a page is one run of the table.
CREATE TABLE change (
    place       INTEGER NOT NULL PRIMARY KEY,
    id          BLOB    NOT NULL,
    device      BLOB    NOT NULL,
    sequence    INTEGER NOT NULL,
    hash        BLOB    NOT NULL,
    chain       BLOB    NOT NULL,
    time        INTEGER NOT NULL,
    group_id    BLOB    NOT NULL,
    group_index INTEGER NOT NULL,
    author      BLOB    NOT NULL,
    kind        TEXT    NOT NULL,
    header      BLOB    NOT NULL,
    signature   BLOB    NOT NULL,
    -- Nothing once erased.
    body        BLOB
) STRICT;
CREATE UNIQUE INDEX change_by_id ON change (id);
CREATE UNIQUE INDEX change_by_number ON change (device, sequence);

-- Changes that have no position: kept for a supervisor with all their bytes, or refused and remembered
-- by id, number and hash alone.
CREATE TABLE apart (
    id          BLOB    NOT NULL PRIMARY KEY,
    device      BLOB    NOT NULL,
    sequence    INTEGER NOT NULL,
    hash        BLOB    NOT NULL,
    group_id    BLOB    NOT NULL,
    group_index INTEGER NOT NULL,
    arrived     INTEGER NOT NULL,
    -- Why it was refused; empty where it is kept for a supervisor.
    code        TEXT    NOT NULL DEFAULT '',
    header      BLOB,
    signature   BLOB,
    body        BLOB
) STRICT;
CREATE INDEX apart_by_number ON apart (device, sequence);
CREATE INDEX apart_by_group ON apart (group_id, group_index);

CREATE TABLE held (
    group_id BLOB    NOT NULL PRIMARY KEY,
    author   BLOB    NOT NULL,
    device   BLOB    NOT NULL,
    stream   BLOB    NOT NULL,
    area     BLOB,
    -- The ISO day on which its author's access had ended; empty where that is not known.
    since    TEXT    NOT NULL DEFAULT '',
    arrived  INTEGER NOT NULL,
    -- 0 held, 1 released, 2 declined.
    state    INTEGER NOT NULL DEFAULT 0,
    -- Who decided, by the name they had, and why.
    decider  TEXT    NOT NULL DEFAULT '',
    reason   TEXT    NOT NULL DEFAULT '',
    decided  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX held_by_state ON held (state, arrived);

CREATE TABLE device (
    id        BLOB    NOT NULL PRIMARY KEY,
    last_seen INTEGER NOT NULL DEFAULT 0,
    pending   INTEGER NOT NULL DEFAULT 0,
    program   TEXT    NOT NULL DEFAULT '',
    forked    INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Streams a device was told to purge and has not confirmed.
CREATE TABLE purge (
    device BLOB    NOT NULL,
    stream BLOB    NOT NULL,
    asked  INTEGER NOT NULL,
    PRIMARY KEY (device, stream)
) STRICT, WITHOUT ROWID;

-- `hash` is of the secret, which is kept nowhere. `used` and `withdrawn` are 0 until they are times.
CREATE TABLE invitation (
    hash      BLOB    NOT NULL PRIMARY KEY,
    person    BLOB    NOT NULL,
    made      INTEGER NOT NULL,
    expires   INTEGER NOT NULL,
    used      INTEGER NOT NULL DEFAULT 0,
    used_by   BLOB,
    withdrawn INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Photos and documents, sealed by the device that took them in, each under the hash of what was sealed.
CREATE TABLE blob (
    id    BLOB    NOT NULL PRIMARY KEY,
    -- Bytes of the whole, as whoever began it said.
    size  INTEGER NOT NULL,
    -- Bytes that are here, from the first.
    have  INTEGER NOT NULL DEFAULT 0,
    -- 1 once all are here and were compared with the name.
    whole INTEGER NOT NULL DEFAULT 0,
    -- How often what was here was dropped: what was read before that says nothing of what is here after.
    drops INTEGER NOT NULL DEFAULT 0,
    -- When its last part came.
    moved INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Its bytes, in pieces of up to 64 KiB. Rows this large stand beside their index and not within it.
CREATE TABLE blob_part (
    blob  BLOB    NOT NULL,
    start INTEGER NOT NULL,
    bytes BLOB    NOT NULL,
    PRIMARY KEY (blob, start)
) STRICT;

-- Under which changes it was brought, in which stream each of them stands, and who wrote them.
CREATE TABLE blob_use (
    blob   BLOB NOT NULL,
    change BLOB NOT NULL,
    stream BLOB NOT NULL,
    author BLOB NOT NULL,
    PRIMARY KEY (blob, change)
) STRICT, WITHOUT ROWID;

-- Records whose bodies are gone for good, by the stream they stood in. What comes of one later has no body either.
CREATE TABLE erased (
    stream BLOB NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (stream, record)
) STRICT, WITHOUT ROWID;
