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
