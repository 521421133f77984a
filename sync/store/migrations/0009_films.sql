-- What a torrent says of a film: any of several stores on one database makes the reel's torrent of these, wherever the film lies.
ALTER TABLE spots ADD COLUMN pieces TEXT NOT NULL DEFAULT '';
