"""Word, PowerPoint, e-books, and which of them a file is."""

from __future__ import annotations

import contextlib
import io
from collections import Counter

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.dml.color import RGBColor as SlideColor
from pptx.util import Inches

from fynq.domain.errors import RejectedDocument, Rejection
from fynq.retrieval.formats.docx import read_docx
from fynq.retrieval.formats.epub import read_epub
from fynq.retrieval.formats.hidden import visible
from fynq.retrieval.formats.pptx import read_pptx
from fynq.retrieval.formats.read import read
from fynq.retrieval.formats.samples import samples
from fynq.retrieval.formats.sniff import Format, format_of
from tests.retrieval.formats.made import OMML, book, math_run, saved, zipped


def test_word_headings_lists_tables_equations() -> None:
    document = Document()
    document.core_properties.title = "Rates"
    document.add_heading("Rates", 1)
    words = document.add_paragraph("The rate ")
    words._p.append(
        parse_xml(
            f"<m:oMath {OMML}><m:f><m:num>{math_run('dx')}</m:num><m:den>{math_run('dt')}</m:den></m:f>"
            f"<m:sSup><m:e>{math_run('x')}</m:e><m:sup>{math_run('2')}</m:sup></m:sSup></m:oMath>"
        )
    )
    words.add_run(" of H")
    words.add_run("2").font.subscript = True
    words.add_run("O.")
    for style, text in (("List Number", "a"), ("List Number", "b"), ("List Bullet", "c")):
        document.add_paragraph(text, style=style)
    table = document.add_table(3, 2)
    for at, text in enumerate(("k", "v", "x|y", "1", "", "2")):
        table.cell(at // 2, at % 2).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    display = document.add_paragraph()
    display._p.append(
        parse_xml(
            f"<m:oMathPara {OMML}><m:oMath><m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{math_run('i=1')}"
            f"</m:sub><m:sup>{math_run('n')}</m:sup><m:e><m:rad><m:radPr/><m:deg/><m:e>{math_run('α')}</m:e></m:rad>"
            f"</m:e></m:nary><m:d><m:dPr/><m:e><m:m><m:mr><m:e>{math_run('a')}</m:e><m:e>{math_run('b')}</m:e></m:mr>"
            "</m:m></m:e></m:d></m:oMath></m:oMathPara>"
        )
    )
    found = read_docx(saved(document))
    assert found.title == "Rates"
    assert found.text == (
        "# Rates\n\nThe rate $\\frac{dx}{dt}x^{2}$ of H₂O.\n\n1. a\n2. b\n- c\n\n| k | v |\n| --- | --- |\n"
        "| x\\|y | 1 |\n| x\\|y | 2 |\n\n$$\n\\sum_{i=1}^{n} \\sqrt{\\alpha}\\left(\\begin{matrix} a & b \\end{matrix}"
        "\\right)\n$$\n"
    )


def test_word_text_that_nobody_sees() -> None:
    document = Document()
    line = document.add_paragraph("Seen")
    line.add_run("vanished").font.hidden = True
    line.add_run("whitened").font.color.rgb = RGBColor(255, 255, 255)
    line.add_run("shrunk").font.size = Pt(1)
    shaded = line.add_run(" shaded")
    shaded.font.color.rgb = RGBColor(255, 255, 255)
    shaded._r.rPr.append(
        parse_xml(
            '<w:shd xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:fill="000080"/>'
        )
    )
    found = read_docx(saved(document))
    assert found.text == "Seen shaded\n"
    assert found.stripped == {"hidden": 8, "white": 8, "tiny": 6}


def test_bold_lines_are_headings_where_there_are_no_styles() -> None:
    document = Document()
    document.add_paragraph().add_run("Limits").bold = True
    document.add_paragraph("A limit is what is neared.")
    assert read_docx(saved(document)).text == "## Limits\n\nA limit is what is neared.\n"


def test_slides() -> None:
    show = Presentation()
    first = show.slides.add_slide(show.slide_layouts[1])
    first.shapes.title.text = "Cells"
    first.placeholders[1].text = "one\ntwo"
    first.notes_slide.notes_text_frame.text = "Say it slowly."
    second = show.slides.add_slide(show.slide_layouts[5])
    second.shapes.title.text = "Table"
    table = second.shapes.add_table(2, 2, 0, Inches(3), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(1, 1).text = "a", "d"
    second.shapes.add_textbox(0, Inches(5), Inches(1), Inches(1)).text_frame.text = "box"
    second.shapes.add_textbox(Inches(-9), 0, Inches(1), Inches(1)).text_frame.text = "outside"
    found = read_pptx(saved(show))
    assert found.text == (
        "## Cells\n\n- one\n- two\n\n**Notes.** Say it slowly.\n\n## Table\n\n| a |  |\n| --- | --- |\n|  | d |\n\nbox\n"
    )
    assert found.stripped == {"off_page": 7}
    assert found.marks == ((0, "slide 1"), (found.text.index("## Table"), "slide 2"))


def test_white_words_on_a_dark_slide_are_seen() -> None:
    show = Presentation()
    for dark in (False, True):
        slide = show.slides.add_slide(show.slide_layouts[6])
        if dark:
            slide.background.fill.solid()
            slide.background.fill.fore_color.rgb = SlideColor(0, 0, 64)
        frame = slide.shapes.add_textbox(0, 0, Inches(2), Inches(1)).text_frame
        frame.text = "dark" if dark else "light"
        frame.paragraphs[0].runs[0].font.color.rgb = SlideColor(255, 255, 255)
    found = read_pptx(saved(show))
    assert found.text == "## Slide 1\n\n## Slide 2\n\ndark\n"
    assert found.stripped == {"white": 5}


def test_a_book_in_the_order_of_its_spine() -> None:
    found = read_epub(
        book(["<html><body><h1>One</h1><p>a</p></body></html>", "<p>b <math><mi>x</mi></math></p>"])
    )
    assert (found.title, found.language, found.text) == ("A Book", "en", "# One\n\na\n\nb $x$\n")
    assert found.marks == ((0, "chapter 1"), (10, "chapter 2"))


def test_a_protected_book_is_encrypted() -> None:
    locked = "<encryption><EncryptionMethod Algorithm='http://www.w3.org/2001/04/xmlenc#aes256-cbc'/></encryption>"
    with pytest.raises(RejectedDocument) as caught:
        read_epub(book(["<p>a</p>"], **{"META-INF/encryption.xml": locked}))
    assert caught.value.why is Rejection.ENCRYPTED


@pytest.mark.parametrize(
    ("text", "kept", "counts"),
    [
        ("a\u200bb\u2060", "ab", {"zero_width": 2}),
        ("a\u202eb\u2066", "ab", {"bidi": 2}),
        ("a" + "".join(chr(0xE0000 + ord(sign)) for sign in "obey"), "a", {"tag": 4}),
        ("co\u00adop", "coop", {"soft_hyphen": 1}),
        ("a\ufe01\U000e0100", "a", {"variation": 2}),
        ("क्\u200dष می\u200cخواهم", "क्\u200dष می\u200cخواهم", {}),
        ("👩\u200d🔬 ❤\ufe0f", "👩\u200d🔬 ❤\ufe0f", {}),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", {}),
        ("a\u200db", "ab", {"zero_width": 1}),
    ],
)  # fmt: skip
def test_hidden_characters(text: str, kept: str, counts: dict[str, int]) -> None:
    found: Counter[str] = Counter()
    assert visible(text, found) == kept
    assert found == counts


@pytest.mark.parametrize("name", sorted(samples()))
def test_the_content_tells_the_format(name: str) -> None:
    raw = samples()[name]
    told = format_of(raw, name)
    if told not in (Format.MARKDOWN, Format.PLAIN):
        assert format_of(raw, "a.txt", "text/plain") is told


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("a.docx", zipped({"a.txt": "a"}), Rejection.UNSUPPORTED),
        ("a.xlsx", zipped({"xl/workbook.xml": "a"}), Rejection.UNSUPPORTED),
        ("a.docx", b"PK\x03\x04broken", Rejection.BROKEN),
        ("a.docx", zipped({"word/document.xml": "a"}), Rejection.BROKEN),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, Rejection.UNSUPPORTED),
        ("a.exe", b"MZ\0\0" + b"\0" * 99, Rejection.UNSUPPORTED),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, Rejection.NEEDS_OCR),
        ("a.md", b" \n\n", Rejection.NO_TEXT),
        ("a.txt", b"", Rejection.NO_TEXT),
        ("a.pdf", b"\0\1\2\3" * 99, Rejection.BROKEN),
        ("a.xml", b"<?xml version='1.0'?><svg/>", Rejection.UNSUPPORTED),
        ("a.rtf", b"{\\rtf1 a}", Rejection.UNSUPPORTED),
        ("a.html", b"<html><body><nav>a</nav></body></html>", Rejection.NO_TEXT),
    ],
)
def test_each_reason(name: str, raw: bytes, why: Rejection) -> None:
    with pytest.raises(RejectedDocument) as caught:
        read(raw, name)
    assert caught.value.why is why
    assert caught.value.detail.endswith((".", "not"))


@given(st.sampled_from(sorted(samples())), st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_read_or_refused(name: str, data: st.DataObject) -> None:
    raw = bytearray(samples()[name])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(raw)))
    with contextlib.suppress(RejectedDocument):
        read(bytes(raw[:cut]), name)


def test_a_word_document_without_styles() -> None:
    assert read_docx(samples()["a.docx"]).text == "a$x$\n"
    assert io.BytesIO(samples()["a.docx"]).read(2) == b"PK"
