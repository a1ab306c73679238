-- A note says whether its source is sealed, whether that is somebody under 18, and whether it is of anybody.
CREATE TEMP TABLE former AS
    SELECT no, id, stream, author, ward, boundaries, happened, recorded_at, topics, excerpt, amended, withdrawn, step FROM note;
DROP TABLE note;
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
INSERT INTO note (no, id, stream, author, ward, boundaries, happened, recorded_at, topics, excerpt, amended, withdrawn, step)
    SELECT no, id, stream, author, ward, boundaries, happened, recorded_at, topics, excerpt, amended, withdrawn, step FROM former;
DROP TABLE former;
-- Which notes describe somebody is read from their words on opening.
INSERT OR IGNORE INTO fact (name, value) SELECT 'somebody-again', '1' WHERE EXISTS (SELECT 1 FROM note);
