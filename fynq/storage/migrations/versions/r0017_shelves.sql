-- doubt: whose answer the reply is, where that quotes sources; they are looked at again before it is
-- replayed.
alter table fynq.idempotency add column doubt uuid;
