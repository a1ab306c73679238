-- Changes that a sealed file brought. They have no position until the server gives them one, as what this
-- device wrote and has not sent; unlike that, they are not its own to keep when access ends.
CREATE TABLE brought (
    change INTEGER PRIMARY KEY
) STRICT;
