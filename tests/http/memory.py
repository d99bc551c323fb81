"""In-memory twins of the ports, enough for the API's tests."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime

from fynq.answering.books import Replay, StoredDoubt, StudentProgress
from fynq.domain.doubt import AnswerReady, AnswerRefused, DoubtStatus, Turn
from fynq.domain.errors import Conflict, NotFound, StorageUnavailable
from fynq.domain.learner import LearnerProfile
from fynq.identity.ports import KeyHolder


class MemoryIdentity:
    def __init__(self):
        self.schools = {}
        self.starters = []
        self.accounts = defaultdict(dict)
        self.sessions = {}
        self.keys = {}
        self.looks = 0
        self.away = False

    async def find_school(self, slug):
        return self.schools.get(slug)

    async def school(self, tenant):
        return next((each for each in self.schools.values() if each.tenant == tenant), None)

    async def found_school(self, school, owner, *, starter=False):
        if school.slug in self.schools:
            raise Conflict("taken", field="slug")
        self.schools[school.slug] = school
        if starter:
            self.starters.append(school.slug)
        self.accounts[school.tenant][owner.id] = owner

    async def find_account(self, tenant, email):
        return next((each for each in self.accounts[tenant].values() if each.email == email), None)

    async def account(self, tenant, user):
        return self.accounts[tenant].get(user)

    async def add_account(self, tenant, account):
        if await self.find_account(tenant, account.email):
            raise Conflict("taken", field="email")
        self.accounts[tenant][account.id] = account

    async def list_accounts(self, tenant, after, limit):
        ids = sorted(self.accounts[tenant])
        return [self.accounts[tenant][each] for each in ids if after is None or each > after][
            :limit
        ]

    async def open_session(self, tenant, session):
        self.sessions[tenant, session.id] = session

    async def rotate_session(self, tenant, session, old_hash, new_hash, until):
        found = self.sessions.get((tenant, session))
        if found is None or found.expires_at < datetime.now(UTC):
            return None
        if found.refresh_hash != old_hash:
            del self.sessions[tenant, session]
            return None
        self.sessions[tenant, session] = replace(found, refresh_hash=new_hash, expires_at=until)
        return found.user

    async def end_session(self, tenant, session):
        self.sessions.pop((tenant, session), None)

    async def add_key(self, tenant, key):
        self.keys[tenant, key.id] = key

    async def list_keys(self, tenant, user, after, limit):
        own = [k for (t, _), k in self.keys.items() if t == tenant and user in (None, k.user)]
        return [k for k in sorted(own, key=lambda k: k.id) if after is None or k.id > after][:limit]

    async def revoke_key(self, tenant, key, user):
        found = self.keys.get((tenant, key))
        if found is None or user not in (None, found.user):
            return False
        self.keys[tenant, key] = replace(found, revoked_at=datetime.now(UTC))
        return True

    async def key_holder(self, tenant, key):
        self.looks += 1
        if self.away:
            raise StorageUnavailable("away")
        found = self.keys.get((tenant, key))
        if found is None:
            return None
        account = self.accounts[tenant][found.user]
        return KeyHolder(found, account.role, account.active, (await self.school(tenant)).slug)

    async def key_used(self, tenant, key):
        self.keys[tenant, key] = replace(self.keys[tenant, key], used_at=datetime.now(UTC))


class MemoryDoubts:
    def __init__(self):
        self.rows = {}

    async def open(self, tenant, doubt):
        await asyncio.sleep(0)
        self.rows[tenant, doubt.id] = StoredDoubt(doubt, DoubtStatus.OPEN)

    async def close(self, tenant, doubt, outcome, events):
        await asyncio.sleep(0)
        row = self.rows[tenant, doubt.id]
        if row.status is not DoubtStatus.OPEN:
            return False
        if isinstance(outcome, AnswerReady):
            row = replace(row, status=DoubtStatus.ANSWERED, answer=outcome.answer)
        elif isinstance(outcome, AnswerRefused):
            row = replace(
                row,
                status=DoubtStatus.REFUSED,
                reason=outcome.reason,
                advice=outcome.advice,
                citations=outcome.citations,
                needs_teacher=outcome.needs_teacher,
            )
        else:
            row = replace(row, status=DoubtStatus.FAILED, failure=outcome.code)
        self.rows[tenant, doubt.id] = row
        return True

    async def cancel(self, tenant, doubt):
        row = self.rows.get((tenant, doubt))
        if row is None or row.status is not DoubtStatus.OPEN:
            return False
        self.rows[tenant, doubt] = replace(row, status=DoubtStatus.CANCELLED)
        return True

    async def doubt(self, tenant, doubt):
        return self.rows.get((tenant, doubt))

    async def list_doubts(self, tenant, wanted, before, limit):
        rows = [
            row
            for (owner, _), row in self.rows.items()
            if owner == tenant
            and (wanted.student is None or row.doubt.student == wanted.student)
            and (wanted.status is None or row.status is wanted.status)
            and (wanted.subject is None or row.doubt.subject == wanted.subject)
            and (wanted.skill is None or (row.answer and wanted.skill in row.answer.skills))
            and wanted.needs_teacher in (None, row.needs_teacher)
            and (before is None or row.doubt.id < before)
        ]
        rows.sort(key=lambda row: row.doubt.id, reverse=True)
        return rows[:limit]

    async def turns(self, tenant, doubt, limit):
        turns = []
        while doubt is not None and len(turns) < limit:
            row = self.rows[tenant, doubt]
            hint = row.answer.hint if row.answer else None
            said = row.answer.text if row.answer else ""
            turns.insert(0, Turn(row.doubt.question, said, hint.rung if hint else None))
            doubt = row.doubt.follows
        return turns


class MemoryFeedback:
    def __init__(self, doubts):
        self.doubts = doubts
        self.entries = {}

    async def record_feedback(self, tenant, entry):
        if (tenant, entry.doubt) not in self.doubts.rows:
            raise NotFound("unknown", field="doubt_id")
        self.entries[tenant, entry.doubt, entry.student] = entry


class MemoryStudents:
    def __init__(self):
        self.profiles = {}
        self.states = ()
        self.waiting = False
        self.misconceptions = ()

    async def profile(self, tenant, student):
        return self.profiles.get((tenant, student))

    async def save_profile(self, tenant, student, profile):
        self.profiles[tenant, student] = profile

    async def change_profile(self, tenant, student, change):
        former = self.profiles.get((tenant, student), LearnerProfile("Someone"))
        self.profiles[tenant, student] = change(former)
        return self.profiles[tenant, student]

    async def progress(self, tenant, student):
        return StudentProgress(3, 2, 1, self.states, self.waiting, self.misconceptions)


class MemoryLibrary:
    def __init__(self):
        self.documents = {}
        self.all_skills = defaultdict(list)

    async def document(self, tenant, document):
        return self.documents.get((tenant, document))

    async def skills(self, tenant):
        return self.all_skills[tenant]


class MemoryIdempotency:
    def __init__(self):
        self.rows = {}

    async def begin(self, tenant, scope, key, request, seconds):
        row = self.rows.get((tenant, scope, key))
        if row is None:
            self.rows[tenant, scope, key] = (request, None)
            return None
        if row[0] != request:
            raise Conflict("used for another request", field="Idempotency-Key")
        if row[1] is None:
            raise Conflict("still running", field="Idempotency-Key", retry_after=1.0)
        return row[1]

    async def finish(self, tenant, scope, key, replay: Replay, keep_seconds):
        self.rows[tenant, scope, key] = (self.rows[tenant, scope, key][0], replay)

    async def abandon(self, tenant, scope, key):
        self.rows.pop((tenant, scope, key), None)


class MemoryCancellations:
    """Several apps may share one, as gateways share Redis."""

    def __init__(self):
        self.queues = []

    async def announce(self, tenant, doubt):
        for queue in self.queues:
            queue.put_nowait((tenant, doubt))

    async def heard(self):
        queue = asyncio.Queue()
        self.queues.append(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self.queues.remove(queue)


class MemoryLimits:
    def __init__(self):
        self.uses = defaultdict(list)

    async def allow(self, tenant, key, limit, seconds):
        now = time.monotonic()
        uses = [each for each in self.uses[tenant, key] if each > now - seconds]
        if len(uses) >= limit:
            return uses[0] + seconds - now
        self.uses[tenant, key] = [*uses, now]
        return None


class GoodProbe:
    def __init__(self, name="database"):
        self.name = name

    async def check(self):
        return {"version": "18"}
