"""How a student wants an answer told, what the student needs, and what it is for.

What is wanted is a preference of presentation and nothing more: that students learn better when they
are taught in a "style" of their own has no support (Pashler, McDaniel, Rohrer and Bjork 2008, "Learning
styles: concepts and evidence", Psychological Science in the Public Interest 9).
"""

from __future__ import annotations

from enum import StrEnum


class Order(StrEnum):
    """What comes first."""

    USUAL = "usual"
    IDEA = "idea_first"
    EXAMPLE = "example_first"
    ANSWER = "answer_first"


class StepSize(StrEnum):
    """SMALL: every step with its reason; LARGE: two steps in one."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"


class Tone(StrEnum):
    PLAIN = "plain"
    ENCOURAGING = "encouraging"
    FORMAL = "formal"


class Need(StrEnum):
    """SCREEN_READER: formulas in words, nothing that has to be seen. SHORT_SENTENCES: short ones,
    each on a line of its own, without italics."""

    SCREEN_READER = "screen_reader"
    SHORT_SENTENCES = "short_sentences"


class Goal(StrEnum):
    """What the student is here for now.

    UNDERSTAND: the idea, and the reason of every step. HOMEWORK: a hint before the solution.
    EXAM_PRACTICE: as an exam wants it written. CHECK_ANSWER: the result first.
    """

    UNDERSTAND = "understand"
    HOMEWORK = "homework"
    EXAM_PRACTICE = "exam_practice"
    CHECK_ANSWER = "check_answer"
