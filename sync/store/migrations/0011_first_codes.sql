-- Codes that were made before sets of codes had a row are taken again, each with the others of its set.
INSERT INTO batches (id, kind, bundle, edition, created, expires)
SELECT batch, 'gift', min(bundle), min(edition), 0, min(expires) FROM vouchers WHERE batch NOT IN (SELECT id FROM batches) GROUP BY batch;
