-- What is no main item is few among many facts, and read when the library opens.
CREATE INDEX facts_beside ON facts (bundle, item) WHERE role IN ('extra', 'trailer');
