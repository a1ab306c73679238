-- Records whose bodies are gone for good, by the stream they stood in. What comes of one later has no body either.
CREATE TABLE erased (
    stream BLOB NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (stream, record)
) STRICT, WITHOUT ROWID;
