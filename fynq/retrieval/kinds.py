"""What a part of a book is, by its heading or the word that begins it."""

from __future__ import annotations

import re

from fynq.domain.knowledge import Kind

_EXAMPLE = r"(?:worked |solved |illustrative )?examples?|beispiele?|ejemplos?|exemples?|esemp(?:io|i)|exemplos?|пример|उदाहरण|مثال|例(?:题)?"
_EXERCISE = (
    r"exercises?|problems?|questions?|practice|try it(?: yourself)?|your turn|checkpoint|check your understanding|"
    r"self[- ](?:check|test|assessment)|quiz|homework|assignment|drill|aufgaben?|übung(?:en)?|ejercicios?|"
    r"exercices?|eserciz(?:io|i)|exercícios?|задач[аи]|упражнени[ея]|अभ्यास|प्रश्न(?:ावली)?|تمرين|تمارين|练习|习题"
)
_SOLUTION = r"solutions?|sol|answers?|ans|lösung(?:en)?|solución|soluciones|respuestas?|corrigés?|réponses?|soluzion[ei]|soluç(?:ão|ões)|решени[ея]|ответы?|हल|उत्तर|حل|الحل|解(?:答)?|答案"
_DEFINITION = (
    r"definitions?|defn?|definición|définition|definizione|definição|определение|परिभाषा|تعريف|定义"
)
_SUMMARY = (
    r"(?:(?:chapter|section|unit|lesson|module) )?(?:summary|recap|overview and summary|in review|review)|in summary|summary of .{1,60}|"
    r"key (?:takeaways?|points|concepts|ideas|facts|equations|results)|takeaways|to summarize|zusammenfassung|resumen|résumé|riassunto|resumo|итоги|सारांश|ملخص|小结"
)
_GLOSSARY = r"glossary|key (?:terms|words|vocabulary)|(?:new )?vocabulary|terms to know|glossar|glosario|glossaire|glossario|глоссарий|शब्दावली"
_KEY = (
    r"answer(?:s)?(?:[- ](?:key|sheet))s?|answers?(?: to .{0,60})?|answers and (?:hints|solutions)|key to .{0,60}|"
    r"solutions? manual|lösungsschlüssel|respuestas(?: a .{0,60})?|réponses|उत्तरमाला"
)
_EXERCISES = (
    rf"{_EXERCISE}|(?:practice|review|end[- ]of[- ]chapter|additional|challenge|conceptual|discussion|"
    r"multiple[- ]choice|short[- ]answer|essay|critical thinking|free[- ]response|chapter|section|test|"
    r"self[- ]check|visual connection|art connection|exam|warm[- ]?up|word|odd|even|more)s?[ -]"
    r"(?:exercises?|problems?|questions?|problem sets?|prep|items|tasks|connections?)|multiple choice|free response|"
    r"critical thinking|test prep.{0,30}|problem sets?|questions (?:and|&) (?:problems|exercises)|art connections?|"
    r"exercises? (?:and|&|for|on|in) .{1,60}|problems? (?:and|&|for) .{1,60}|(?:practice|review|homework) .{0,40}"
)
_SOLUTIONS = r"solution|(?:worked|detailed|full|sample|model|selected) (?:solutions?|answers)|solutions? (?:to|of|for) .{1,60}|lösung(?:en)?|solución|soluciones|corrigés?|soluzioni"
_NUMBER = r"(?:[ .]*\(?\d+(?:[.\-–]\d+)*[a-z]?\)?)?"
_END = r"(?:\s*[:.\-–—(|].*)?"


def _titles(names: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{names}){_NUMBER}{_END}", re.IGNORECASE)


_BY_TITLE: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("answer_key", _titles(_KEY)),
    ("solution", _titles(_SOLUTIONS)),
    ("glossary", _titles(_GLOSSARY)),
    ("summary", _titles(_SUMMARY)),
    ("example", re.compile(rf"(?:{_EXAMPLE})(?:\s*\d[\d.\-–]*.*|{_END})", re.IGNORECASE)),
    ("exercise", _titles(_EXERCISES)),
    ("definition", _titles(_DEFINITION)),
)
_BARE_SOLUTIONS = re.compile(r"solutions", re.IGNORECASE)
"""A chapter of chemistry may be called so: it counts only behind exercises."""
_PREFIX = re.compile(
    r"^(?:(?:chapter|section|unit|part|appendix)\s+)?(?:\d+(?:\.\d+)*|[A-Z]|[IVX]+)[.):]?\s+(?=\S)"
)
_MARKS = re.compile(r"[*_`]+")

_WORDS: tuple[tuple[Kind, str], ...] = (
    ("example", _EXAMPLE),
    ("exercise", _EXERCISE + r"|q(?=\s*\d|\.)"),
    ("solution", _SOLUTION),
    ("definition", _DEFINITION),
)
_LABEL = re.compile(
    r"[ \t]*(?:>[ \t]*)?(?P<bold>\*\*|__)?(?:"
    + "|".join(rf"(?P<{kind}>{words})" for kind, words in _WORDS)
    + r")(?![^\W\d_])(?P<number>[ .]*\(?\d+(?:[.\-–]\d+)*[a-z]?\)?)?(?P<after>[^\n]?)",
    re.IGNORECASE,
)
_KEY_LABEL = re.compile(r"[ \t]*(?:\*\*|__)?(?:answers|answer key|solutions)\b[ .:]*(?:\*\*|__)?[ .:]*(?:\(?\d|$)", re.I | re.M)  # fmt: skip


def kind_of_title(title: str, after_exercises: bool = False) -> Kind | None:
    """The kind of a section. after_exercises: the document has exercises before it."""
    words = " ".join(_MARKS.sub("", title).split())
    for candidate in (words, _PREFIX.sub("", words)):
        for kind, names in _BY_TITLE:
            if names.fullmatch(candidate):
                return kind
        if after_exercises and _BARE_SOLUTIONS.fullmatch(candidate):
            return "solution"
    return None


def number_of_label(block: str) -> int | None:
    """3 of "**Exercise 3.**", 4 of "Problem 2.4:"; None where the label has no number."""
    found = _LABEL.match(block)
    digits = re.findall(r"\d+", found["number"] or "") if found else []
    return int(digits[-1]) if digits and len(digits[-1]) < 7 else None


def kind_of_label(block: str) -> Kind | None:
    """The kind of a block that begins with "**Example 2.**", "Solution:", "Exercise 3.4" ..."""
    if _KEY_LABEL.match(block):
        return "answer_key"
    found = _LABEL.match(block)
    if not found:
        return None
    after = found["after"]
    named = next(kind for kind, _ in _WORDS if found[kind])
    if found["bold"]:
        return named if after in ("", ".", ":", "*", "_", " ", "(", ")", "—", "–", "-") else None
    if after in (".", ":") or (found["number"] and after in ("", " ", ")", "(")):
        return named
    whole_line = after == "" and found.end() == len(block.split("\n", 1)[0])
    return named if whole_line else None
