-- Photos and documents, sealed by the device that took them in, each under the hash of what was sealed.
CREATE TABLE blob (
    id    BYTEA  NOT NULL PRIMARY KEY,
    -- Bytes of the whole, as whoever began it said.
    size  BIGINT NOT NULL,
    -- Bytes that are here, from the first.
    have  BIGINT NOT NULL DEFAULT 0,
    -- 1 once all are here and were compared with the name.
    whole BIGINT NOT NULL DEFAULT 0,
    -- How often what was here was dropped: what was read before that says nothing of what is here after.
    drops BIGINT NOT NULL DEFAULT 0,
    -- When its last part came.
    moved BIGINT NOT NULL
);

-- Its bytes, in pieces of up to 64 KiB.
CREATE TABLE blob_part (
    blob  BYTEA  NOT NULL,
    start BIGINT NOT NULL,
    bytes BYTEA  NOT NULL,
    PRIMARY KEY (blob, start)
);
-- What is sealed cannot be made smaller; trying would only cost time.
ALTER TABLE blob_part ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Under which changes it was brought, in which stream each of them stands, and who wrote them.
CREATE TABLE blob_use (
    blob   BYTEA NOT NULL,
    change BYTEA NOT NULL,
    stream BYTEA NOT NULL,
    author BYTEA NOT NULL,
    PRIMARY KEY (blob, change)
);
