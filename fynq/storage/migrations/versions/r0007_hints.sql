-- rung: how much help an answer is, where it was a hint. more_help: whether the next request of the
-- same problem gets more.
alter table fynq.answers
    add column rung text
        check (rung in ('restate', 'concept', 'next_step', 'worked_neighbour', 'full_solution')),
    add column more_help boolean,
    add constraint hint_is_whole check ((rung is null) = (more_help is null));
