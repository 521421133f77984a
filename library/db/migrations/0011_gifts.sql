-- Keys of licences that were made for whoever brings them, wrapped for this device.
CREATE TABLE gifts (
    licence TEXT PRIMARY KEY,
    wrapped BLOB NOT NULL
);
