"""The measure of what ingestion breaks finds breaks, and none where there are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from fynq.evaluation import ingest
from fynq.evaluation.sources import parts_of, whole
from fynq.retrieval.formats.sniff import Format
from fynq.retrieval.options import RetrievalOptions

TABLE = "<table><tr><th>Gas<th>Share</tr><tr><td>N<sub>2</sub><td>78 %</tr></table>"
MATH = "<math><mfrac><mi>a</mi><mn>12</mn></mfrac><mi>sin</mi><mi>x</mi></math>"


def test_what_is_whole_and_what_is_broken() -> None:
    parts = parts_of(f"Text $x^2 + y$ {MATH}\n\n{TABLE}\n\n| a | b |\n|---|---|\n| c | d |\n", Format.MARKDOWN)  # fmt: skip
    assert (len(parts.formulas), len(parts.tables)) == (2, 2)
    good = [
        "Text $x^2 + y$ $\\frac{a}{12}\\sin x$",
        "| Gas | Share |\n| --- | --- |\n| N₂ | 78 % |",
        "| a | b |\n|---|---|\n| c | d |",
    ]
    assert whole(parts, good) == (0, 0)
    assert whole(parts, ["Text $x^2", "+ y$ $\\frac{a}{", "12}\\sin x$", *good[1:]]) == (2, 0)
    assert whole(parts, [good[0], "| Gas | Share |", "| N₂ | 78 % |", good[2]]) == (0, 1)


def test_latex_and_cnxml_sources() -> None:
    tex = "\\begin{document}$a+b$ % $c$\n\\begin{align}x\\end{align}\\begin{tabular}{ll}1 & 2\\\\ \\hline 3 & 4\\end{tabular}"  # fmt: skip
    parts = parts_of(tex, Format.LATEX)
    assert list(parts.formulas) == ["ab", "x"]
    assert list(parts.tables) == [["1", "2", "3", "4"]]
    parts = parts_of("<row/><table><row><entry>k</entry><entry>1</entry></row></table><m:math><m:mi>q</m:mi></m:math>", Format.CNXML)  # fmt: skip
    assert (list(parts.formulas), list(parts.tables)) == (["q"], [["k", "1"]])


async def test_a_folder_of_many_formats(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"# A\n\n{MATH}\n\n{TABLE}\n\n<!-- secret -->\n\n## Exercises\n\n1. Why?\n")  # fmt: skip
    (tmp_path / "b.html").write_text(f"<html><body><p>{MATH}</p>{TABLE}</body></html>")
    (tmp_path / "c.tex").write_text("\\section{C}\n$x$\n\\begin{tabular}{ll}p & q\\\\ r & s\\end{tabular}\n")  # fmt: skip
    (tmp_path / "d.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "e.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    score = await ingest.run(tmp_path, RetrievalOptions())
    assert (score.documents, score.formulas, score.tables) == (3, 3, 3)
    assert (score.broken_formulas, score.broken_tables, score.lost) == (0, 0, 0)
    assert score.stripped == {"comment": 6}
    assert score.kinds["exercise"] == 1
    ((name, (code, _)),) = score.rejected
    assert (name, code) == ("d.pdf", "broken")
    assert score.as_json()["rejected"][0]["code"] == "broken"


@pytest.mark.parametrize("name", ["x.bin", "x.txt"])
async def test_a_file_that_is_named_itself(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Plain words.\n")
    assert (await ingest.run(tmp_path / name, RetrievalOptions())).documents == 1
