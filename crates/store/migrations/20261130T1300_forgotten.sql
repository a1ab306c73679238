-- Changes whose words went while their record stands.
CREATE TABLE forgotten (
    change INTEGER PRIMARY KEY NOT NULL -- its number
) STRICT;
