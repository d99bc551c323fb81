"""What is past its time goes, what is not stays, and no school touches another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import psycopg
import pytest

from fynq.answering.knowledge_books import Upload
from fynq.domain.identifiers import PUBLIC, new_id
from fynq.domain.knowledge import Chunk, Document, PracticeItem
from fynq.domain.practice import Attempt, Chosen, Graded, Purpose, Verdict
from fynq.identity.ports import ApiKey, Session
from fynq.retrieval.ports import Generation
from fynq.retrieval.vectors import digest, embedded_text
from fynq.storage import tidying
from tests.schools import enrol


@pytest.fixture
def admin(admin_url):
    with psycopg.connect(admin_url, autocommit=True) as connection:
        yield connection


def count(admin, table: str, tenant: UUID) -> int:
    return admin.execute(
        f"select count(*) from fynq.{table} where tenant = %s", (tenant,)
    ).fetchone()[0]


def messages(admin, tenant: UUID, delivered: str) -> None:
    admin.execute(
        "insert into fynq.outbox (tenant, id, kind, payload, delivered_at)"
        f" values (%s, %s, 'x', '{{}}', {delivered})",
        (tenant, new_id()),
    )


async def test_old_messages_go_and_waiting_ones_stay(stores, school, admin, monkeypatch):
    monkeypatch.setattr(tidying, "_ROWS", 2)
    other = await enrol(stores)
    for tenant in (school.tenant, other.tenant):
        for _ in range(5):
            messages(admin, tenant, "now() - interval '8 days'")
        messages(admin, tenant, "now() - interval '6 days'")
        messages(admin, tenant, "null")
    await stores.housekeeping.tidy(school.tenant)
    assert count(admin, "outbox", school.tenant) == 2
    assert count(admin, "outbox", other.tenant) == 7


async def test_ended_and_expired_sessions_go(stores, school, admin):
    now = datetime.now(UTC)
    live, ended, expired = (
        Session(new_id(), school.student, b"h", now + timedelta(minutes=minutes))
        for minutes in (5, 5, -5)
    )
    for session in (live, ended, expired):
        await stores.sessions.open_session(school.tenant, session)
    await stores.sessions.end_session(school.tenant, ended.id)
    await stores.housekeeping.tidy(school.tenant)
    assert count(admin, "sessions", school.tenant) == 1
    rotated = await stores.sessions.rotate_session(
        school.tenant, live.id, b"h", b"i", live.expires_at
    )
    assert rotated == school.student


async def test_keys_that_ended_long_ago_go(stores, school, admin):
    now = datetime.now(UTC)
    live, expired, revoked = (
        ApiKey(new_id(), school.owner, "k", bytes(32), now, expires_at=until)
        for until in (None, now - timedelta(days=91), now - timedelta(days=2))
    )
    for key in (live, expired, revoked):
        await stores.api_keys.add_key(school.tenant, key)
    await stores.api_keys.revoke_key(school.tenant, revoked.id, None)
    await stores.housekeeping.tidy(school.tenant)
    assert count(admin, "api_keys", school.tenant) == 2
    admin.execute("update fynq.api_keys set revoked_at = now() - interval '91 days' where true")
    await stores.housekeeping.tidy(school.tenant)
    assert count(admin, "api_keys", school.tenant) == 0


async def test_expired_keys_go_also_those_of_nobody(stores, school, admin):
    for tenant in (school.tenant, PUBLIC):
        await stores.idempotency.begin(tenant, b"scope", new_id().bytes, b"r", -1.0)
        await stores.idempotency.begin(tenant, b"scope", new_id().bytes, b"r", 60.0)
        before = count(admin, "idempotency", tenant)
        await stores.housekeeping.tidy(tenant)
        assert count(admin, "idempotency", tenant) == before - 1


async def test_the_jobs_own_tables_are_cut(stores, school, admin):
    await stores.jobs.add(school.tenant, "idle", {})
    admin.execute("update fynq.pgqueuer_log set created = now() - interval '8 days'")
    admin.execute(
        "insert into fynq.pgqueuer (priority, entrypoint, status, updated)"
        " values (0, 'given-up', 'failed', now() - interval '31 days')"
    )
    admin.execute(
        "insert into fynq.pgqueuer_statistics (created, count, priority, status, entrypoint)"
        " values (now() - interval '8 days', 1, 0, 'successful', 'idle')"
    )
    await stores.jobs.add(school.tenant, "idle", {})
    await stores.housekeeping.tidy(school.tenant)
    assert admin.execute("select count(*) from fynq.pgqueuer_log").fetchone() == (1,)
    assert admin.execute("select count(*) from fynq.pgqueuer_statistics").fetchone() == (0,)
    left = admin.execute("select entrypoint from fynq.pgqueuer where status = 'failed'").fetchall()
    assert left == []
    assert admin.execute("select count(*) from fynq.pgqueuer").fetchone()[0] >= 2


async def test_vectors_of_no_text_and_settled_uploads_go(stores, school, admin):
    ice = Document(new_id(), "notes", "ice.md", "Ice", "Ice floats.")
    chunk = Chunk(new_id(), ice.id, 1, 0, 0, 11, "Ice floats.")
    await stores.knowledge.put_document(school.tenant, ice, [chunk])
    own = digest(embedded_text("Ice", chunk))
    vectors = {own: b"ab", b"0" * 32: b"cd", b"1" * 32: b"ef"}
    await stores.vectors.keep_vectors(school.tenant, "m", vectors)
    admin.execute(
        "update fynq.vectors set at = now() - interval '2 days' where digest <> %s", (b"1" * 32,)
    )
    admin.execute(
        "insert into fynq.replicas (replica, room, seen_at) values"
        " (gen_random_uuid(), 'retriever', now() - interval '2 days')"
    )
    settled, queued = Upload(new_id(), "notes", "old.md"), Upload(new_id(), "notes", "new.md")
    for upload in (settled, queued):
        await stores.uploads.add_upload(school.tenant, upload)
    await stores.uploads.reject_upload(school.tenant, settled.id, "broken", "It is broken.")
    admin.execute("update fynq.ingestions set updated_at = now() - interval '31 days'")
    await stores.housekeeping.tidy(school.tenant)
    assert len(await stores.vectors.known_vectors(school.tenant, "m", list(vectors))) == 3
    assert await stores.uploads.upload(school.tenant, settled.id) is None
    await stores.uploads.reject_upload(school.tenant, queued.id, "broken", "It is broken.")
    await stores.housekeeping.tidy(school.tenant)
    left = await stores.vectors.known_vectors(school.tenant, "m", list(vectors))
    assert set(left) == {own, b"1" * 32}
    assert admin.execute("select count(*) from fynq.replicas").fetchone() == (0,)


async def test_a_sign_of_life_asks_for_one_tidying_tomorrow(stores, school, admin):
    until = datetime.now(UTC) + timedelta(hours=1)
    for _ in range(3):
        await stores.sessions.open_session(
            school.tenant, Session(new_id(), school.student, b"h", until)
        )
    rows = admin.execute(
        "select execute_after > now() + interval '23 hours' from fynq.pgqueuer"
        " where entrypoint = 'tidy' and dedupe_key like %s",
        (f"%{school.tenant}%",),
    ).fetchall()
    assert rows == [(True,)]


async def test_every_table_that_grows_by_itself_is_tidied_or_is_the_schools_own(admin_url):
    with psycopg.connect(admin_url) as connection:
        tables = {
            name
            for (name,) in connection.execute(
                "select tablename from pg_tables where schemaname = 'fynq'"
            ).fetchall()
        }
    tidied = {"outbox", "sessions", "api_keys", "idempotency"}
    tidied |= {"pgqueuer", "pgqueuer_log", "pgqueuer_statistics"}
    tidied |= {"vectors", "ingestions", "replicas", "replica_positions", "practice_attempts"}
    tidied |= {"knowledge_log", "changed_days"}
    fixed = {"alembic_version", "index_writer", "pgqueuer_schedules"}
    kept = {  # what a school made: people, curriculum, doubts, learning, documents, the bill
        *("tenants", "users", "skills", "skill_prerequisites", "practice_items"),
        *("doubts", "answers", "answer_steps", "answer_witnesses", "answer_citations", "usage"),
        "usage_ledger",
        *("feedback", "learning_events", "learner_states", "learners", "learner_misconceptions"),
        *("calibrations", "difficulties", "placements", "practice_banks"),
        *("documents", "chunks", "index_generations"),
        *("collections", "deletions"),
        *("model_outcomes", "model_ratings", "school_policies"),
        *("classes", "class_members", "rollups", "activity", "mastery_days", "school_days"),
        *("calibration_reports", "sharing", "shared_calibrations", "imported_calibrations"),
        *("servings", "rulings", "ruled_doubts", "evidence", "updates", "reviews"),
        *("passage_worth", "explanation_styles", "stated_styles"),
        *("bridges", "skill_graphs", "skill_edits", "edge_evidence", "edge_checks"),
    }
    assert tables == tidied | fixed | kept


async def test_the_log_of_a_collection_is_cut_behind_everybody(stores, school, admin):
    tenant = school.tenant

    async def positions() -> list[int]:
        return [e.position for e in await stores.knowledge.log_after(tenant, "notes", 0, 99)]

    async def tidied(**ages: float) -> list[int]:
        await replace(stores.housekeeping, **ages).tidy(tenant)
        return await positions()

    async def put(source: str, text: str) -> UUID:
        made = Document(uuid5(tenant, source), "notes", source, source, text)
        await stores.knowledge.put_document(tenant, made, [])
        return made.id

    first, second = await put("a.md", "one"), await put("b.md", "one")
    await put("a.md", "two")
    await stores.knowledge.remove_document(tenant, second)
    await put("c.md", "one")
    await put("a.md", "three")
    assert await tidied(log_seconds=0.0) == [1, 2, 3, 4, 5, 6], "no generation"
    epoch = await stores.generations.claim_writer()
    for number, position in ((1, 3), (2, 5)):
        made = Generation("notes", number, f"p{number}", {"position": position})
        await stores.generations.publish(tenant, epoch, made)
    assert await tidied() == [1, 2, 3, 4, 5, 6], "too young"
    admin.execute("update fynq.index_generations set manifest = '{\"position\": 5}' where true")
    replica = new_id()
    await stores.replicas.seen(replica, "retriever")
    await stores.replicas.applied(tenant, replica, {"notes": 2})
    assert await tidied(log_seconds=0.0) == [3, 4, 5, 6], "a replica is at 2"
    await stores.replicas.applied(tenant, replica, {"notes": 6})
    assert await tidied(log_seconds=0.0) == [5, 6]
    standing = (await stores.deltas.standings(tenant))[0]
    assert (standing.position, standing.cut) == (6, 5)
    assert (await stores.knowledge.log_after(tenant, "notes", 5, 9)).cut == 5
    await put("b.md", "again")
    log = await stores.knowledge.log_after(tenant, "notes", 6, 9)
    assert [(e.document, e.revision) for e in log] == [(second, 2)], "no old citation fits it"
    await stores.collections.remove_collection(tenant, "notes", school.owner)
    await put("d.md", "new")
    assert (await stores.deltas.standings(tenant))[0].position > 8
    assert first


async def test_attempts_that_nobody_answered_go_after_half_a_year(stores, school, admin):
    item = PracticeItem(new_id(), "one", "?", "2", "number", ("a",))
    await stores.items.renew_items(school.tenant, [item])
    now = datetime.now(UTC)
    for days, answered in ((200, False), (200, True), (100, False)):
        chosen = Chosen("a", "learn", "So.", 0.5)
        made = Attempt(new_id(), school.student, item, Purpose.PRACTICE, chosen, now - timedelta(days=days))  # fmt: skip
        await stores.attempts.open(school.tenant, made)
        if answered:
            right = Graded(Verdict.RIGHT, 1.0, "")
            await stores.attempts.settle(school.tenant, school.student, made.id, "2", right, now)
        await stores.attempts.skip(school.tenant, school.student, made.id)
    await stores.housekeeping.tidy(school.tenant)
    assert count(admin, "practice_attempts", school.tenant) == 2
