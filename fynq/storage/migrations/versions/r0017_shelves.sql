-- doubt: whose answer the reply is, where that quotes sources; they are looked at again before it is
-- replayed.
alter table fynq.idempotency add column doubt uuid;

-- cut: entries of the collection's log up to here may be gone, but for the last put of each document
-- that is there. Whoever has not come so far begins with nothing.
alter table fynq.collections add column cut bigint not null default 0;

-- revision: of the document when it was removed, so that the log need not remember it; null in
-- receipts older than this column.
alter table fynq.deletions add column revision integer;
