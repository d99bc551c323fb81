-- work: null unless the doubt asked for a student's own steps to be checked; read and written whole.
alter table fynq.answers add column work jsonb;
