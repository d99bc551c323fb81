"""What became of an answer is weighed: one idempotent step for each piece of evidence.

A step is asked for in the transaction of what it weighs (a rating, a student's next item, the same
doubt asked again, a teacher's ruling) and done by a worker, in one transaction. It writes the evidence,
what the evidence changes, and an update for each change that names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fynq.answering.desk import Complaint, Desk, Desks, Learned, Target, Update
from fynq.answering.evidence import (
    PASSAGE_DAYS,
    STYLE_DAYS,
    Evidence,
    EvidenceKind,
    NextItem,
    Said,
    Serving,
    Tally,
    damped,
    difficulty_of,
    fails_too_often,
    of_next_item,
    of_reask,
    of_thumb,
    worth,
)
from fynq.answering.ports import Personalizer, Recall
from fynq.answering.rulings import TEACHER, overturns
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.ruling import Ruling, RulingKind

_RULINGS_WEIGHT = 1.0


@dataclass(frozen=True)
class Weigh:
    """The job `weigh`. What a student did is folded into the learner first, so that it is known what
    could be expected of them."""

    desks: Desks
    personalizer: Personalizer

    async def __call__(self, tenant: Tenant, payload: Mapping[str, Any]) -> None:
        kind, id_ = EvidenceKind(payload["kind"]), UUID(payload["id"])
        doubt, student = UUID(payload["doubt"]), UUID(payload["student"])
        if kind is not EvidenceKind.THUMB:
            await self.personalizer.observe(tenant, student)
        async with self.desks.open(tenant) as desk:
            voided = await weigh(tenant, desk, kind, id_, doubt, student)
        if voided:
            await self.personalizer.observe(tenant, student)


@dataclass(frozen=True)
class Settle:
    """The job `settle_ruling`: what follows from a ruling besides that it holds. Every step may be
    done again."""

    desks: Desks
    personalizer: Personalizer
    recall: Recall

    async def __call__(self, tenant: Tenant, payload: Mapping[str, Any]) -> None:
        id_ = UUID(payload["ruling"])
        found = await self.desks.ruled(tenant, id_)
        if found is None or found[0].kind is RulingKind.NOTE:
            return
        ruling, doubts = found
        if ruling.kind is not RulingKind.CONFIRMATION:
            for doubt in doubts:
                await self.recall.forget(tenant, doubt)
            if overturns(ruling):
                await self._take_back(tenant, ruling)
        async with self.desks.open(tenant) as desk:
            await weigh_ruling(tenant, desk, ruling)

    async def _take_back(self, tenant: Tenant, ruling: Ruling) -> None:
        for doubt, student in await self.desks.with_evidence(tenant, ruling.id):
            await self.personalizer.observe(tenant, student)
            async with self.desks.open(tenant) as desk:
                counted = await desk.of_doubt(tenant, doubt)
                await take_back(tenant, desk, doubt, counted, ruling.id)
            await self.personalizer.observe(tenant, student)


@dataclass(frozen=True)
class Refold:
    """The job `refold_model`, after outcomes of its log became void."""

    desks: Desks

    async def __call__(self, tenant: Tenant, payload: Mapping[str, Any]) -> None:
        await self.desks.refold(tenant, payload["model"])


async def weigh(
    tenant: Tenant, desk: Desk, kind: EvidenceKind, id_: UUID, doubt: UUID, student: UUID
) -> bool:
    """Whether the learner has to be looked at again: what the evidence told of the student is void,
    because it came from an answer that was ruled out."""
    serving = await desk.serving(tenant, doubt)
    if serving is None or serving.student != student:
        return False
    learned: Learned | None = None
    reason = ""
    if kind is EvidenceKind.THUMB:
        thumb = await desk.thumb(tenant, doubt)
        if thumb is None or thumb.id != id_:
            return False  # replaced meanwhile: the later one has a step of its own
        said, reason = of_thumb(thumb, serving.style), thumb.reason
    elif kind is EvidenceKind.NEXT_ITEM:
        item = await desk.next_item(tenant, id_)
        if item is None or item.student != student:
            return False
        said = of_next_item(item, serving.style)
        learned = _learned(item)
    elif kind is EvidenceKind.REASK:
        said, learned = of_reask(serving.style), await desk.asked(tenant, id_)
    else:
        return False
    said = damped(said, await desk.seen(tenant, kind, serving))
    evidence = Evidence(
        kind, id_, doubt, student, serving.answer, said, datetime.now(UTC), reason, serving.model
    )
    if serving.ruled_out is not None:
        added = await desk.add(tenant, replace(evidence, voided_by=serving.ruled_out))
        return added and await _void_learning(tenant, desk, evidence, learned, serving.ruled_out)
    if not await desk.add(tenant, evidence):
        return False
    if not serving.hint:
        await _rate(tenant, desk, evidence, serving)
    if kind is EvidenceKind.THUMB:
        former = [each for each in await desk.of_doubt(tenant, doubt) if each.kind is kind]
        await take_back(tenant, desk, doubt, [e for e in former if e.id != id_], id_)
    if not serving.hint:
        await _count_passages(tenant, desk, evidence, serving)
        await _count_styles(tenant, desk, evidence)
    if learned is not None and learned.before is not None and learned.after is not None:
        update = _update(evidence, Target.LEARNER, str(student), learned.before, learned.after)
        await desk.note(tenant, [replace(update, skills=learned.skills)])
    await _complain(tenant, desk, evidence, serving)
    return False


async def weigh_ruling(tenant: Tenant, desk: Desk, ruling: Ruling) -> None:
    """A teacher's word on a model's answer counts as much as a check of it."""
    serving = await desk.serving(tenant, ruling.doubt)
    if serving is None:
        return
    stands = ruling.kind is RulingKind.CONFIRMATION
    said = Said(float(stands), 0.5, _RULINGS_WEIGHT if stands or overturns(ruling) else 0.0)
    evidence = Evidence(
        EvidenceKind.RULING,
        ruling.id,
        ruling.doubt,
        serving.student,
        serving.answer,
        said,
        datetime.now(UTC),
        ruling.kind.value,
        serving.model,
    )
    if await desk.add(tenant, evidence) and not serving.hint:
        await _rate(tenant, desk, evidence, serving)


async def take_back(
    tenant: Tenant, desk: Desk, doubt: UUID, counted: Sequence[Evidence], by: UUID
) -> None:
    """What this evidence changed is as if it had never been; by: the ruling, or the rating that took
    the place of a former one. A teacher's word is never taken back."""
    serving = await desk.serving(tenant, doubt)
    if serving is None:
        return
    for evidence in counted:
        if evidence.kind is EvidenceKind.RULING or evidence.id == by:
            continue
        await desk.void(tenant, evidence, by)
        gone = replace(
            evidence,
            said=replace(
                evidence.said,
                passages=-evidence.said.passages,
                styles=tuple((s, -good, -bad) for s, good, bad in evidence.said.styles),
            ),
        )
        await _count_passages(tenant, desk, gone, serving, taken_back=True)
        await _count_styles(tenant, desk, gone, taken_back=True)
        if evidence.kind is EvidenceKind.NEXT_ITEM:
            item = await desk.next_item(tenant, evidence.id)
            learned = None if item is None else _learned(item)
        elif evidence.kind is EvidenceKind.REASK:
            learned = await desk.asked(tenant, evidence.id)
        else:
            continue
        await _void_learning(tenant, desk, evidence, learned, by)


async def _void_learning(
    tenant: Tenant, desk: Desk, evidence: Evidence, learned: Learned | None, by: UUID
) -> bool:
    """A failure that followed a wrong answer says nothing of the student; a success does."""
    if learned is None or (evidence.kind is EvidenceKind.NEXT_ITEM and evidence.said.value >= 1.0):
        return False
    done = await desk.void_learning(tenant, learned.student, [learned.event], by)
    if done is None or done.before is None or done.after is None:
        return done is not None
    update = _update(
        evidence, Target.LEARNER, str(learned.student), done.before, done.after, taken_back=True
    )
    await desk.note(tenant, [replace(update, skills=done.skills)])
    return True


async def _rate(tenant: Tenant, desk: Desk, evidence: Evidence, serving: Serving) -> None:
    said = evidence.said
    if said.amount <= 0.0 or serving.model in ("", TEACHER):
        return
    difficulty = 0.0
    if evidence.kind is not EvidenceKind.RULING:
        difficulty = difficulty_of(said.expected, await desk.typical(tenant))
    right = said.value >= 0.5
    rated = await desk.rate(tenant, evidence, serving.skills, right, difficulty)
    update = _update(evidence, Target.MODEL, serving.model, rated.before, rated.after)
    await desk.note(tenant, [replace(update, skills=serving.skills)])


async def _count_passages(
    tenant: Tenant, desk: Desk, evidence: Evidence, serving: Serving, *, taken_back: bool = False
) -> None:
    by = evidence.said.passages
    if not by or not serving.passages:
        return
    titles = {cited.digest: cited.title for cited in serving.passages}
    held = await desk.passages(tenant, sorted(titles))
    changed: dict[bytes, Tally] = {}
    updates = []
    for digest, tally in held.items():
        # Taking out is the negative of what was put in, on the same side.
        good = by if (by > 0.0) is not taken_back else 0.0
        bad = 0.0 if (by > 0.0) is not taken_back else -by
        changed[digest] = tally.with_(good, bad, evidence.at, PASSAGE_DAYS)
        update = _update(
            evidence,
            Target.PASSAGE,
            digest.hex(),
            worth(tally),
            worth(changed[digest]),
            taken_back=taken_back,
        )
        updates.append(replace(update, label=titles[digest]))
    await desk.put_passages(tenant, changed)
    await desk.note(tenant, updates)


async def _count_styles(
    tenant: Tenant, desk: Desk, evidence: Evidence, *, taken_back: bool = False
) -> None:
    styles = evidence.said.styles
    if not styles:
        return
    keys: list[tuple[UUID | None, str]] = [
        (whose, style) for style, _, _ in styles for whose in (None, evidence.student)
    ]
    held = await desk.styles(tenant, keys)
    changed: dict[tuple[UUID | None, str], Tally] = {}
    updates = []
    for style, good, bad in styles:
        for whose in (None, evidence.student):
            tally = held[whose, style]
            changed[whose, style] = tally.with_(good, bad, evidence.at, STYLE_DAYS)
            update = _update(
                evidence,
                Target.STYLE,
                style,
                _share(tally),
                _share(changed[whose, style]),
                taken_back=taken_back,
            )
            updates.append(replace(update, student=whose))
    await desk.put_styles(tenant, changed)
    await desk.note(tenant, updates)


async def _complain(tenant: Tenant, desk: Desk, evidence: Evidence, serving: Serving) -> None:
    if evidence.kind is EvidenceKind.THUMB and evidence.said.value < 0.5:
        known = evidence.reason in (Complaint.WRONG, Complaint.UNCLEAR)
        why = Complaint(evidence.reason) if known else Complaint.OTHER
        await desk.complain(tenant, serving, why)
    if evidence.kind is EvidenceKind.NEXT_ITEM and evidence.said.amount > 0.0:
        items = await desk.of_answer(tenant, evidence.kind, serving.answer)
        if fails_too_often([each.said for each in items if each.said.amount > 0.0]):
            await desk.complain(tenant, serving, Complaint.LOW_SUCCESS)


def _learned(item: NextItem) -> Learned:
    return Learned(item.id, item.student, item.skills, item.before, item.after)


def _update(
    evidence: Evidence,
    target: Target,
    name: str,
    before: float,
    after: float,
    *,
    taken_back: bool = False,
) -> Update:
    return Update(
        new_id(),
        target,
        name,
        before,
        after,
        evidence.kind,
        evidence.id,
        evidence.doubt,
        datetime.now(UTC),
        taken_back=taken_back,
    )


def _share(tally: Tally) -> float:
    return (tally.good + 1.0) / (tally.good + tally.bad + 2.0)
