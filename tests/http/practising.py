"""Practice over in-memory parts: everything is as it is but for the solver's own process."""

from __future__ import annotations

from fynq.answering.check_items import ChooseCheck
from fynq.answering.practice_help import PracticeHelp
from fynq.answering.practising import Practice
from fynq.answering.taking_items import TakeItems
from fynq.domain.errors import CannotSolve
from fynq.personalization.advisor import Advisor
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.personalizer import Personalizer
from fynq.reasoning.practice.desk import PracticeDesk
from fynq.reasoning.sandbox.worker import answer
from fynq.reasoning.turns import Turns
from fynq.storage.memory.learners import MemoryLearnerStore
from fynq.storage.memory.learning import MemoryCurriculum
from fynq.storage.memory.practice import (
    MemoryAttemptBook,
    MemoryItemBook,
    MemoryPracticeStore,
)


async def ask(op, fields, seconds):
    """What a solver process answers, from this one."""
    reply = answer({"op": op, **fields})
    if "ok" not in reply:
        raise CannotSolve(reply.get("refused", "It broke."))
    return reply["ok"]


class Practising:
    def __init__(self, contents, personalizer, policies):
        self.attempts = MemoryAttemptBook(contents)
        self.items = MemoryItemBook(contents)
        self.curriculum = MemoryCurriculum(contents)
        self.desk = PracticeDesk(ask, Turns(2, 8))
        plain = Personalizer(MemoryLearnerStore(contents), PersonalizationOptions())
        self.advisor = Advisor(plain, MemoryPracticeStore(contents))
        self.practice = Practice(self.attempts, self.advisor, self.advisor, self.desk, policies)
        self.help = PracticeHelp(self.practice, self.attempts, self.desk)
        self.take_items = TakeItems(self.items, self.curriculum, self.desk, policies)
        self.choose_check = ChooseCheck(
            self.advisor, self.advisor, self.items, policies, seconds=60.0
        )
