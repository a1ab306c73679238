-- Records whose bodies are gone for good, by the stream they stood in. What comes of one later has no body either.
CREATE TABLE erased (
    stream BYTEA NOT NULL,
    record BYTEA NOT NULL,
    PRIMARY KEY (stream, record)
);
