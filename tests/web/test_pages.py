from __future__ import annotations

import re

from fynq.web.pages import FOLDER, load_pages

NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"}


def test_every_file_is_served_with_its_type_and_the_policy() -> None:
    pages = load_pages()
    assert pages["/"].body == (FOLDER / "index.html").read_bytes()
    assert len(pages) == len(list(FOLDER.iterdir())) + 2
    for path, page in pages.items():
        assert "default-src 'self'" in page.headers["Content-Security-Policy"], path
        assert page.headers["Content-Type"]
        assert re.fullmatch(r'"[0-9a-f]{32}"', page.headers["ETag"])
    assert pages["/static/main.js"].headers["Content-Type"].startswith("text/javascript")


def test_the_page_needs_nobody_else_and_nothing_inline() -> None:
    for file in FOLDER.iterdir():
        text = file.read_text()
        foreign = set(re.findall(r"""(?:https?:)?//[\w.-]+\.\w+[\w./-]*""", text)) - NAMESPACES
        assert {one for one in foreign if not one.startswith("https://html.spec")} == set(), (
            file.name
        )
        assert "innerHTML" not in text and "eval(" not in text, file.name
    index = (FOLDER / "index.html").read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", index)


def test_every_part_that_the_page_names_exists() -> None:
    pages = load_pages()
    named: set[str] = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', pages["/"].body.decode()))
    for file in FOLDER.glob("*.js"):
        named |= {f"/static/{name}" for name in re.findall(r'from "\./([\w.]+)"', file.read_text())}
    assert named <= set(pages)
    scripts = {f"/static/{file.name}" for file in FOLDER.glob("*.js")}
    assert scripts <= named, "a module that nobody imports"
