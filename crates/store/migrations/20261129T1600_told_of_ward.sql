-- With all that a queue is counted by, its ward among it, so that counting one ward's reads no row of the others.
DROP INDEX note_told;
CREATE INDEX note_told ON note (step, happened, no, ward, author, withdrawn) WHERE step > 1;
