"""What of a model's text a student sees."""

from uuid import UUID

import pytest

from fynq.domain.knowledge import Passage
from fynq.reasoning.cited_text import CitedText

PLANTS = (
    "# Photosynthesis\n\nPlants make **glucose** from carbon dioxide and water, using the energy of light. "
    "It is a common mistake that plants take their food from the soil.\n\n"
    "A leaf of 2.5 cm² takes up about 1.5 mg of carbon dioxide in an hour."
)
ICE = "Ice floats because it is less dense\nthan liquid water. At 4 °C water is densest."
PASSAGES = [
    Passage(UUID(int=7), UUID(int=1), 1, "Plants", "", 100, 100 + len(PLANTS), PLANTS, 0.9),
    Passage(UUID(int=8), UUID(int=2), 3, "Ice", "", 0, len(ICE), ICE, 0.8),
]
DOCUMENTS = {UUID(int=1): "." * 100 + PLANTS, UUID(int=2): ICE}


def shown(text: str, said: str = "") -> tuple[str, CitedText]:
    checked = CitedText(PASSAGES, said)
    out = "".join(checked.line(line) for line in text.splitlines(keepends=True)) + checked.end()
    for citation in checked.citations:
        assert DOCUMENTS[citation.document][citation.start : citation.end] == citation.quote
    return out, checked


@pytest.mark.parametrize(
    "text",
    [
        "> Ice floats because it is less dense than liquid water. [2]\n",
        "> Ice floats because it is less dense\n> than liquid water. [2]\n",
        "> “Ice floats because it is less dense than liquid water.” [2].\n",
        "> Ice floats because it is less dense than liquid water. (source 2)\n",
        "> Ice floats because it is less dense than liquid water. — [2]\n",
        "> Ice floats because it is less dense than liquid water.\n\n",
        "> *Ice floats* because it is less dense than liquid water. [1]\n",
    ],
)
def test_a_true_quotation_is_cited_where_it_stands(text: str) -> None:
    out, checked = shown(text)
    assert out.rstrip("\n") == "> Ice floats because it is less dense than liquid water. [1]"
    assert [c.title for c in checked.citations] == ["Ice"]
    assert not checked.invented


@pytest.mark.parametrize(
    "text",
    [
        "> Ice floats because it is more dense than liquid water. [2]\n",
        "> Ice floats because it is dense than liquid water. [2]\n",
        "> Ice floats … than liquid water. [2]\n",
        "> Ice floats because it is less dense than liquid water. [9]\n",
        "> At 4 °C water is densest. Plants make glucose from carbon dioxide. [2]\n",
        "> Nobody ever said this in any book at all.\n",
        "> A leaf takes up about 1.5 mg of carbon dioxide in an hour. [1]\n",
        "> 5 mg of carbon dioxide in an hour. [1]\n",
        "> A leaf of 2.5 cm [1]\n",
        "> lants make glucose from carbon [1]\n",
    ],
)
def test_an_altered_or_invented_quotation_goes(text: str) -> None:
    out, checked = shown(text)
    assert out.strip() == ""
    assert (checked.citations, checked.invented) == ([], 1)


def test_a_part_of_a_sentence_is_cited_with_the_whole_of_it() -> None:
    out, checked = shown("> plants take their food from the soil. [1]\n")
    assert out.startswith("> It is a common mistake that plants take their food from the soil.")
    assert checked.citations[0].quote.startswith("It is a common mistake")


def test_a_quotation_tells_the_page_where_it_begins() -> None:
    text = "Ice floats on water because it is light. Steam rises because it is lighter still."
    page = Passage(
        *(UUID(int=1), UUID(int=2), 1, "Water", "", 100, 100 + len(text), text, 0.7),
        marks=((40, "page 1"), (141, "page 2")),
    )
    checked = CitedText([page])
    for line in ("> Ice floats on water because it is light. [1]\n\n", "> Steam rises because it is lighter still. [1]\n"):  # fmt: skip
        checked.line(line)
    checked.end()
    assert [each.place for each in checked.citations] == ["page 1", "page 2"]


def test_emphasis_of_the_source_may_be_left_out() -> None:
    out, checked = shown(
        "> Plants make glucose from carbon dioxide and water, using the energy of light. [1]\n"
    )
    assert "**glucose**" in out
    assert len(checked.citations) == 1


def test_quotation_marks_in_running_text_are_checked() -> None:
    out, checked = shown(
        "The book says “it is less dense than liquid water” [2], and that “ice is warm and nice inside” [2].\n"
    )
    assert out == (
        "The book says “it is less dense than liquid water” [1], and that ice is warm and nice inside.\n"
    )
    assert checked.invented == 1


def test_what_the_student_said_may_be_quoted() -> None:
    line = 'You asked "why does ice float on water", and "density" is the word.\n'
    out, checked = shown(line, said="Hello, why does ice float on water?")
    assert out == line
    assert not checked.invented


def test_references_follow_their_citations() -> None:
    out, _ = shown(
        "> At 4 °C water is densest. [2]\nSo lakes freeze from above [2], as plants know [1], [2]. See [1, 2].\n"
    )
    assert out == (
        "> At 4 °C water is densest. [1]\nSo lakes freeze from above [1], as plants know, [1]. See [1].\n"
    )


@pytest.mark.parametrize(
    "line",
    [
        "On the interval [0, 3] the list a[1] grows; $[1]$ and $x [2]$ are formulas.\n",
        "Multiply [3](4) and (2)[x](y).\n",
        "```\nx = [1]\n```\n",
    ],
)
def test_brackets_of_mathematics_stay(line: str) -> None:
    assert shown(line)[0] == line


def test_no_way_leads_out_of_an_answer() -> None:
    out, _ = shown(
        "See [this page](https://evil.example/?q=me) ![pic](http://evil.example/a.png) <http://evil.example>"
        ' or www.evil.example/x or <img src="//evil.example"> now.\n[1]: http://evil.example\n'
    )
    assert "evil" not in out
    assert "this page" in out


def test_code_is_left_alone_but_holds_no_quotation() -> None:
    text = "```python\nprint('a') # > b [1]\n> c [1]\n```\nend\n"
    out, checked = shown(text)
    assert out == text
    assert not checked.invented
