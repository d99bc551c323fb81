-- name: all_standings
-- What the outcomes of every model add up to.
select model, skill, ability, variance, outcomes
from fynq.model_ratings where tenant = $1 order by model, skill

-- name: open_standing
-- A model's first outcome makes the row that later ones wait for.
insert into fynq.model_ratings (tenant, model, skill, ability, variance, outcomes)
values ($1, $2, '', 0, $3, 0)
on conflict (tenant, model, skill) do nothing

-- name: hold_model
-- Makes other outcomes of the same model wait, so that each has its number and its turn.
select outcomes from fynq.model_ratings where tenant = $1 and model = $2 and skill = '' for update

-- name: standings
-- One model's overall standing and those of some skills.
select skill, ability, variance, outcomes
from fynq.model_ratings where tenant = $1 and model = $2 and skill = any($3::text[])

-- name: save_standings
-- The standings after an outcome, or recomputed from all of them.
insert into fynq.model_ratings (tenant, model, skill, ability, variance, outcomes)
select $1, $2, s.skill, s.ability, s.variance, s.outcomes
from unnest($3::text[], $4::double precision[], $5::double precision[], $6::bigint[])
    as s (skill, ability, variance, outcomes)
on conflict (tenant, model, skill) do update
set ability = excluded.ability, variance = excluded.variance, outcomes = excluded.outcomes

-- name: drop_standings
-- Skills that no outcome of the model is about.
delete from fynq.model_ratings where tenant = $1 and model = $2 and skill <> all ($3::text[])

-- name: add_outcome
-- One line of the log.
insert into fynq.model_outcomes (tenant, model, number, skills, correct, difficulty, amount)
values ($1, $2, $3, $4, $5, $6, $7)

-- name: outcomes
-- A range of one model's log, in order.
select number, skills, correct, difficulty, amount
from fynq.model_outcomes where tenant = $1 and model = $2 and number > $3
order by number limit $4

-- name: models
-- Which models have outcomes, and how many: numbers have no gaps.
select model, max(number) as outcomes
from fynq.model_outcomes where tenant = $1 group by model order by model

-- name: void_outcome
-- It stays in the log and counts nothing.
update fynq.model_outcomes set amount = 0 where tenant = $1 and model = $2 and number = $3
