"""What the stand-in answers: stored doubts in the API's shapes."""

from __future__ import annotations

from typing import Any

from fynq.web.render import final_to_html, line_html, to_html

NOTE = (
    "# Why ice floats 🧊\n\nWater is unusual.\n\n## Density\n\nIce floats **because** its density "
    "$\\rho_{\\text{ice}} = 917\\,\\mathrm{kg/m^3}$ is below that of water, "
    "$1000\\,\\mathrm{kg/m^3}$.\n\n" + "More about water and its bonds.\n\n" * 40
)
QUOTE = "Ice floats **because** its density $\\rho_{\\text{ice}} = 917\\,\\mathrm{kg/m^3}$ is below that of water"
START = NOTE.index(QUOTE)


def citation(title: str = "Why ice floats", quote: str = QUOTE) -> dict[str, Any]:
    return {
        "document_id": "note-1",
        "chunk_id": "chunk-1",
        "revision": 1,
        "title": title,
        "start": START,
        "end": START + len(quote),
        "quote": quote,
        "quote_html": line_html(quote),
        "place": "page 12",
    }


def step(index: int, title: str, text: str, checked: bool = True) -> dict[str, Any]:
    return {
        "index": index,
        "title": title,
        "text": text,
        "text_html": to_html(text),
        "checked": checked,
    }


def witness(kind: str, detail: str, of: int | None = None) -> dict[str, Any]:
    return {"kind": kind, "detail": detail, "detail_html": to_html(detail), "step": of}


def answer(text: str, final: str, status: str, **more: Any) -> dict[str, Any]:
    return {
        "text": text,
        "text_html": to_html(text),
        "final": final,
        "final_html": final_to_html(final),
        "status": status,
        "model": "builtin/solver",
        "steps": [],
        "witnesses": [],
        "citations": [],
        "subject": "mathematics",
        "skills": ["linear-equations"],
        **more,
    }


def solved() -> dict[str, Any]:
    steps = [
        step(1, "Write the equation", "$$2x + 3 = 11$$"),
        step(
            2,
            "Subtract 3 from both sides",
            "What is done to one side is done to the other: $$2x = 8$$",
        ),
        step(3, "Divide by 2", "$$x = \\frac{8}{2} = 4$$"),
    ]
    return answer(
        "A linear equation is solved by **undoing**, in reverse order, what was done to $x$.",
        "x = 4",
        "verified",
        steps=steps,
        witnesses=[
            witness("substitution", "$2 \\cdot 4 + 3 = 11$, which is the right side."),
            witness("recomputation", "A second method gives $x = 4$ too.", 3),
        ],
        citations=[citation()],
    )


HINTS = ("restate", "concept", "next_step", "worked_neighbour", "full_solution")


def hinted(rung: int) -> dict[str, Any]:
    hint = {"rung": rung, "name": HINTS[rung - 1], "more": rung < 5}
    if rung == 5:
        return {**solved(), "hint": hint}
    checked = witness("substitution", "The solution behind these hints was checked.")
    text = f"**Hint number {rung}:** undo $+ 3$ first."
    return answer(text, "", "verified", witnesses=[checked], hint=hint)


def bridge(quoted: bool = True) -> dict[str, Any]:
    """As it comes with the answer; not quoted: as it is stored."""
    why = "You solved 1 of 4 exercises on **fractions**."
    text = QUOTE if quoted else ""
    question = "Compute $\\frac{1}{2} + \\frac{1}{4}$." if quoted else ""
    return {
        **{"skill": "fractions", "name": "Fractions", "kind": "weak", "why": why},
        **{"towards": "linear-equations", "towards_name": "Linear equations"},
        **{"path": ["fractions", "linear-equations"], "why_html": to_html(why)},
        "explanation": "A fraction is a part of a whole." if quoted else "",
        "evidence": {"answers": 4, "right": 1, "success": 0.3, "recall": None, "last_at": None},
        "passage": {
            **{"document_id": "note-1", "title": "Why ice floats", "revision": 1},
            **{"start": START, "end": START + len(QUOTE), "place": "page 12", "text": text},
            "url": f"/v1/documents/note-1?start={START}&end={START + len(QUOTE)}",
            "text_html": to_html(text) if text else None,
        },
        "practice": {
            **{"item": "half-and-quarter", "question": question},
            "question_html": to_html(question) if question else None,
        },
    }


def retold() -> dict[str, Any]:
    """A worked solution whose text strings the same steps together, as the built-in solver's does."""
    made = solved()
    text = "\n\n".join(
        f"**{one['index']}. {one['title']}**\n\n{one['text']}" for one in made["steps"]
    )
    text = f"The idea: undo.\n\n{text}"
    return {**made, "text": text, "text_html": to_html(text)}


def checked_work() -> dict[str, Any]:
    """A student's own lines, the first of them wrong."""

    def line(number: int, text: str, verdict: str) -> dict[str, Any]:
        return {"number": number, "text": text, "verdict": verdict, "text_html": line_html(text)}

    return answer(
        "**Line 1 is the first one that is wrong.**\n\nYou wrote $3x - 2 = 12$.",
        "Line 1: Factor on the first term only",
        "verified",
        model="builtin/work-check",
        witnesses=[witness("numeric", "The two lines were compared by numbers.")],
        work={
            "lines": [line(1, "$3x - 2 = 12$", "wrong"), line(2, "$3x = 14$", "carried")],
            "first_wrong": 1,
            "misconception": "factor_on_first_term",
            "title": "Factor on the first term only",
            "complete": False,
        },
    )


def explained() -> dict[str, Any]:
    text = f"From the sources:\n\n> {QUOTE}\n\nSo a block of ice pushes away more weight of water than its own."
    return answer(
        text,
        "",
        "likely",
        model="builtin/library",
        witnesses=[witness("quoted_source", "The sentence stands in *Why ice floats*.")],
        citations=[citation()],
        subject="physics",
    )


def quoted() -> dict[str, Any]:
    """Sentences of sources and nothing else, the first of them as the result."""
    first, second = "Water is odd because its solid floats.", "Ice is less dense than water."
    return answer(
        f"> {first} [1]\n\n> {second} [2]\n",
        first,
        "verified",
        witnesses=[
            witness("quoted_source", f"Quoted word for word from “Why ice floats” [{number}].")
            for number in (1, 2)
        ],
        citations=[citation(quote=first), citation(quote=second)],
    )


def long_sum() -> dict[str, Any]:
    terms = " + ".join(f"{power**5} x^{{{power}}}" for power in range(9, 1, -1))
    return answer("Multiplied out.", terms, "verified")


def wild() -> dict[str, Any]:
    """As unverified as it is wide: long formulas, a matrix, a table, code."""
    text = (
        "### A wide one\n\n$$\\int_0^{\\infty} \\frac{x^{s-1}}{e^x - 1}\\,dx = \\Gamma(s)\\,\\zeta(s) = "
        "\\sum_{n=1}^{\\infty} \\frac{1}{n^s} \\int_0^\\infty t^{s-1} e^{-t}\\,dt + \\alpha + \\beta + \\gamma + \\delta$$\n\n"
        "$$A = \\begin{pmatrix} 1 & 2 & 3 \\\\ 4 & 5 & 6 \\\\ 7 & 8 & 9 \\end{pmatrix}, \\quad "
        "f(x) = \\begin{cases} x^2 & \\text{if } x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}$$\n\n"
        "| quantity | symbol | a rather long heading | another long heading |\n|---|---|---|--:|\n"
        "| force | $F$ | newton | 12 |\n| energy | $E$ | joule | 7 |\n\n"
        "1. one\n2. two\n   - nested with `code`\n\n```\nfor every_line in a_rather_long_program_that_is_wide: print(every_line)\n```\n"
        "\n" + "averyveryverylongword" * 12
    )
    return answer(
        text,
        "\\boxed{x = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}}",
        "unverified",
        model="openai/some-model",
    )


ATTACK = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'


def attacked() -> dict[str, Any]:
    nasty = f"{ATTACK} [x](javascript:window.hacked=1) ${ATTACK}$ $\\href{{javascript:window.hacked=1}}{{x}}$ $\\text{{{ATTACK}}}$ ![a](http://foreign.example/x.png)"
    made = answer(nasty, ATTACK, "verified", model=ATTACK)
    made["steps"] = [step(1, ATTACK, nasty)]
    # A server gone wrong: its HTML itself is hostile.
    made["steps"].append(
        {
            **step(2, "two", "two"),
            "text_html": f"{ATTACK}<a href='javascript:window.hacked=1'>x</a><svg onload='window.hacked=1'></svg><iframe src='http://foreign.example/'></iframe><p style='position:fixed' onclick='window.hacked=1' id='app'>safe</p><form action='http://foreign.example/'><input name='x'></form>",
        }
    )
    made["witnesses"] = [witness(ATTACK, nasty)]
    made["citations"] = [citation(title=ATTACK, quote=ATTACK)]
    return made


def history() -> dict[str, Any]:
    """Thirty days, with a week of rest and one without a figure."""
    days = [
        {
            "day": f"2026-11-{day:02}",
            "asked": day % 4,
            "exercises": 0 if 10 <= day < 17 else day % 9,
            "correct": 0,
            "unaided": 0,
            "success": None,
            "mastered": day // 9,
            "mastery": None if day < 3 else min(0.95, 0.2 + day * 0.024),
        }
        for day in range(1, 31)
    ]
    return {
        "since": "2026-11-01",
        "until": "2026-11-30",
        "up_to_date": True,
        "days": days,
        "skills": [],
    }


def beliefs() -> dict[str, Any]:
    """Sure and unsure, mastered and due, a slip, and a name that is markup."""
    names = [
        ("linear-equations", "Linear equations", 0.86, 0.07, "sure", True, 0.97),
        ("fractions", "Fractions", 0.74, 0.12, "fairly_sure", True, 0.81),
        (
            "x",
            "<b>Square</b> roots of very long names and other matters",
            0.31,
            0.28,
            "unsure",
            False,
            0.6,
        ),
    ]
    items: list[dict[str, Any]] = [
        {
            "id": slug,
            "kind": "skill",
            "title": title,
            "says": f"Would solve about {round(10 * value)} of 10 average exercises.",
            "value": value,
            "low": value - away,
            "high": value + away,
            "certainty": certainty,
            "events": 7,
            "corrections": 0,
            "skill": {
                "skill": slug,
                "mastered": mastered,
                "claimed": slug == "x",
                "recall": recall,
                "attempts": 7,
            },
            "misconception": None,
            "claims": ["i_know_this"],
        }
        for slug, title, value, away, certainty, mastered, recall in names
    ]
    slip = {"slug": "square_of_sum", "title": "Square of a sum", "explanation": "", "state": "open"}
    items.append(
        {
            **{"id": "misconception:square_of_sum", "kind": "misconception"},
            **{"title": "Square of a sum", "says": "Square of a sum: showed twice."},
            **{"value": None, "low": None, "high": None, "certainty": None, "events": 2},
            **{"corrections": 0, "skill": None, "misconception": slip, "claims": ["no_longer"]},
        }
    )
    return {"student_id": "u-1", "up_to_date": True, "items": items, "next_cursor": None}
