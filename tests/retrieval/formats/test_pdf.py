from __future__ import annotations

import pytest

from fynq.domain.errors import RejectedDocument, Rejection
from fynq.retrieval.formats.pdf import read_pdf
from tests.retrieval.formats.made import Words, paragraph, pdf

PROSE = (
    "Ice floats on water because its molecules stand farther apart in the crystal than they do in the "
    "liquid which is why lakes freeze from above and why fish live through the winter below the ice "
)


def test_headings_paragraphs_and_words_parted_at_the_end_of_a_line() -> None:
    found = read_pdf(
        pdf(
            [
                [
                    Words(50, 700, "The Physics of Ice", 20),
                    Words(50, 660, "Why it floats", 14),
                    *paragraph(50, 640, PROSE, 80),
                    Words(50, 560, "Water is unusual: its density has a maxi-"),
                    Words(50, 548, "mum at four degrees."),
                ]
            ],
            info="/Title(Ice)",
        )
    )
    assert found.title == "Ice"
    assert found.language == "en"
    assert found.text.startswith("# The Physics of Ice\n\n## Why it floats\n\nIce floats on water")
    assert "a maximum at four degrees." in found.text
    assert found.marks == ((0, "page 1"),)


def test_two_columns_are_read_one_after_the_other_below_a_title_across_both() -> None:
    left = paragraph(50, 700, "LEFTSTART " + PROSE * 2 + " LEFTEND", 45)
    right = paragraph(320, 700, "RIGHTSTART " + PROSE * 2 + " RIGHTEND", 45)
    mixed = [line for pair in zip(left, right, strict=False) for line in pair]
    text = read_pdf(pdf([[Words(50, 740, "A title across both of the columns of this page", 18), *mixed]])).text  # fmt: skip
    places = [text.index(word) for word in ("title", "LEFTSTART", "LEFTEND", "RIGHTSTART")]
    assert places == sorted(places)


def test_running_heads_and_page_numbers_are_dropped() -> None:
    pages = [
        [
            Words(50, 780, f"Chapter 2: Water {number}"),
            *paragraph(50, 700, f"Page text {'abcd'[number]} {PROSE}", 80),
            Words(300, 20, str(number + 11)),
        ]
        for number in range(4)
    ]
    found = read_pdf(pdf(pages))
    assert "Chapter 2" not in found.text
    assert not any(str(number) in found.text for number in (11, 12, 13, 14))
    assert [place for _, place in found.marks] == ["page 1", "page 2", "page 3", "page 4"]
    for offset, place in found.marks:
        assert (
            f"Page text {'abcd'[int(place[-1]) - 1]}"
            in found.text[max(offset - 5, 0) : offset + 14]
        )


def test_a_ruled_table_and_one_with_three_rules() -> None:
    grid = "".join(f"50 {y} m 350 {y} l S " for y in (600, 580, 560)) + "".join(
        f"{x} 560 m {x} 600 l S " for x in (50, 200, 350)
    )
    cells = [Words(60, 585, "Gas"), Words(210, 585, "Share"), Words(60, 565, "Oxygen"), Words(210, 565, "21 %")]  # fmt: skip
    rules = "".join(f"50 {y} m 350 {y} l S " for y in (400, 380, 320))
    open_cells = [
        Words(60, 385, "Metal"), Words(210, 385, "Density"), Words(60, 365, "Iron"), Words(210, 365, "7.9"),
        Words(60, 345, "Gold"), Words(210, 345, "19.3"),
    ]  # fmt: skip
    text = read_pdf(pdf([[*paragraph(50, 700, PROSE, 80), grid, *cells, rules, *open_cells]])).text
    assert "| Gas | Share |\n| --- | --- |\n| Oxygen | 21 % |" in text
    assert "| Metal | Density |\n| --- | --- |\n| Iron | 7.9 |\n| Gold | 19.3 |" in text


def test_raised_and_lowered_signs() -> None:
    page = [Words(50, 700, "H"), Words(57.3, 697, "2", 6), Words(60.8, 700, "O and x"), Words(97, 704, "2", 6), *paragraph(50, 600, PROSE)]  # fmt: skip
    assert "H₂O and x²" in read_pdf(pdf([page])).text


def test_text_that_nobody_sees_is_stripped_and_counted() -> None:
    page = [
        *paragraph(50, 700, PROSE, 80),
        Words(50, 500, "whitewords", raw="1 1 1 rg"),
        Words(50, 480, "tinywords", size=0.5),
        Words(50, 460, "modewords", raw="3 Tr"),
        Words(900, 440, "offwords"),
        "0 0 0.4 rg 40 395 200 25 re f",
        Words(50, 400, "whiteondark", raw="1 1 1 rg"),
    ]
    found = read_pdf(pdf([page]))
    assert found.stripped == {"white": 10, "tiny": 9, "invisible": 9, "off_page": 8}
    assert "whiteondark" in found.text
    assert not any(word in found.text for word in ("whitewords", "tiny", "mode", "offwords"))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"%PDF-1.4\nnothing", Rejection.BROKEN),
        (pdf([[]]), Rejection.NO_TEXT),
        (pdf([["q 600 0 0 800 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x7f EI Q"]]), Rejection.NEEDS_OCR),
        (
            pdf([[Words(9, 9, "a")]]).replace(
                b"/Size",
                b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<" + b"ab" * 32 + b">/U<" + b"cd" * 32 + b">>>/ID[<00><00>]/Size",
            ),
            Rejection.ENCRYPTED,
        ),
    ],
)  # fmt: skip
def test_each_reason(raw: bytes, why: Rejection) -> None:
    with pytest.raises(RejectedDocument) as caught:
        read_pdf(raw)
    assert caught.value.why is why


@pytest.mark.parametrize("matrix", ["0 1 -1 0", "0 -1 1 0", "-1 0 0 -1"])
def test_a_page_that_is_turned_is_read_along_its_lines(matrix: str) -> None:
    lines = ["Ice floats on water because", "its molecules stand apart.", "Fish live below it."]
    a, b, c, d = (int(number) for number in matrix.split())
    page = [
        f"BT /F 10 Tf {a} {b} {c} {d} {300 - 12 * at * c} {400 - 12 * at * d} Tm ({line}) Tj ET"
        for at, line in enumerate(lines)
    ]
    beside = (
        Words(20, 400, "Margin note") if matrix != "-1 0 0 -1" else Words(20, 20, "Margin note")
    )
    text = read_pdf(pdf([[*page, beside]])).text
    assert text == " ".join(lines) + "\n\nMargin note\n"
