-- name: grants
-- What the application may do; nothing else, and no DDL. {role} is the application's role.
grant usage on schema fynq to {role};
grant select on fynq.alembic_version to {role};
grant select, insert on fynq.tenants to {role};
grant select, insert, update, delete on
    fynq.users, fynq.sessions, fynq.api_keys, fynq.skills, fynq.skill_prerequisites, fynq.practice_items,
    fynq.practice_attempts, fynq.placements, fynq.practice_banks, fynq.learner_states, fynq.learners, fynq.difficulties, fynq.model_ratings, fynq.documents, fynq.chunks, fynq.idempotency, fynq.outbox,
    fynq.collections, fynq.knowledge_log, fynq.vectors, fynq.ingestions, fynq.replicas,
    fynq.replica_positions, fynq.learner_misconceptions,
    fynq.skill_graphs, fynq.skill_edits, fynq.edge_evidence, fynq.edge_checks to {role};
grant select, insert, update on
    fynq.rulings, fynq.ruled_doubts, fynq.evidence, fynq.passage_worth, fynq.explanation_styles, fynq.reviews to {role};
grant select, insert, update on fynq.model_outcomes to {role};
grant select, insert on fynq.servings, fynq.updates, fynq.stated_styles to {role};
grant select, insert, update on
    fynq.school_policies, fynq.doubts, fynq.feedback, fynq.learning_events, fynq.index_generations to {role};
grant select, insert on
    fynq.answers, fynq.answer_steps, fynq.answer_witnesses, fynq.answer_citations, fynq.usage,
    fynq.usage_ledger, fynq.deletions, fynq.calibrations, fynq.bridges to {role};
grant select, insert, update, delete on
    fynq.classes, fynq.class_members, fynq.rollups, fynq.activity, fynq.mastery_days,
    fynq.shared_calibrations, fynq.imported_calibrations, fynq.school_days, fynq.changed_days to {role};
grant select, insert, update on fynq.sharing to {role};
grant select, insert on fynq.calibration_reports to {role};
grant select, update on fynq.index_writer to {role};
grant select, insert, update, delete on
    fynq.pgqueuer, fynq.pgqueuer_log, fynq.pgqueuer_statistics, fynq.pgqueuer_schedules to {role};
grant usage, select on all sequences in schema fynq to {role};
grant usage on type fynq.pgqueuer_status to {role}
