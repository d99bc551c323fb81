-- marks: where a page, slide or chapter of the source begins in the text, pairs [offset, label] in
-- order; of a chunk those that it touches. place: where the quotation begins, '' where unknown.
alter table fynq.documents add column marks json not null default '[]';
alter table fynq.chunks add column marks json not null default '[]';
alter table fynq.answer_citations add column place text not null default '';
