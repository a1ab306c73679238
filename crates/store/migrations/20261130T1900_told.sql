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
