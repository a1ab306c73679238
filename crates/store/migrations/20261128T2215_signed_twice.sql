-- The signature this device gave to what a copy of it had signed and sent: the words stand in the log under the
-- other one, and this device's chain goes through here.
CREATE TABLE signed_twice (
    hash   BLOB PRIMARY KEY,
    header BLOB NOT NULL
) STRICT, WITHOUT ROWID;
