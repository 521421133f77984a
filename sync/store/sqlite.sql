CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT raise(ABORT, 'entries are only ever appended'); END;
CREATE TRIGGER entries_last BEFORE DELETE ON entries BEGIN SELECT raise(ABORT, 'entries are only ever appended'); END;
-- REPLACE deletes without asking the trigger above.
CREATE TRIGGER entries_next BEFORE INSERT ON entries WHEN NEW.n <> 1 + coalesce((SELECT max(n) FROM entries WHERE channel = NEW.channel), 0)
	BEGIN SELECT raise(ABORT, 'entries are only ever appended'); END;
