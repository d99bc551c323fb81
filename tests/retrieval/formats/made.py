"""Documents that the tests make themselves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OMML = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def math_run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def book(pages: Sequence[str], **extra: str | bytes) -> bytes:
    items = "".join(
        f'<item id="p{at}" href="p{at}.xhtml" media-type="application/xhtml+xml"/>'
        for at in range(len(pages))
    )
    spine = "".join(f'<itemref idref="p{at}"/>' for at in range(len(pages)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc='
        '"http://purl.org/dc/elements/1.1/"><dc:title>A Book</dc:title><dc:language>en</dc:language>'
        f"</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OPS/c.opf"/></rootfiles></container>',
            "OPS/c.opf": package,
            **{f"OPS/p{at}.xhtml": page for at, page in enumerate(pages)},
            **extra,
        }
    )


def module(content: str, glossary: str = "") -> bytes:
    return (
        '<?xml version="1.0"?><document xmlns="http://cnx.rice.edu/cnxml" '
        'xmlns:m="http://www.w3.org/1998/Math/MathML" xmlns:md="http://cnx.rice.edu/mdml"><title>Limits'
        "</title><metadata><md:title>Limits</md:title><md:language>en</md:language></metadata>"
        f"<content>{content}</content>{glossary}</document>"
    ).encode()


@dataclass(frozen=True)
class Words:
    """y is measured from the page's lower edge. raw: operators before the text."""

    x: float
    y: float
    text: str
    size: float = 10
    bold: bool = False
    raw: str = ""


def pdf(pages: Sequence[Sequence[Words | str]], info: str = "", pages_more: str = "") -> bytes:
    """A str on a page is operators of the page's content."""
    objects: list[bytes] = [b"", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>"]  # fmt: skip
    kids: list[str] = []
    for page in pages:
        content = b"\n".join(_operators(each) for each in page)
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        objects.append(
            (
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R/B 4 0 R>>>>"
                f"/Contents {len(objects)} 0 R>>"
            ).encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<</Type/Catalog/Pages 2 0 R/Lang(en)>>"
    objects[1] = f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(kids)}]{pages_more}>>".encode()
    objects.append(f"<<{info}>>".encode())
    out = b"%PDF-1.5\n"
    offsets: list[int] = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return out + table + end % (len(objects) + 1, len(objects), len(out))


def _operators(each: Words | str) -> bytes:
    if isinstance(each, str):
        return each.encode()
    text = each.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    font = "B" if each.bold else "F"
    return f"q {each.raw} BT /{font} {each.size} Tf {each.x} {each.y} Td ({text}) Tj ET Q".encode(
        "cp1252"
    )


def paragraph(x: float, y: float, words: str, width: int = 40, size: float = 10) -> list[Words]:
    """Lines of about `width` letters."""
    lines: list[str] = [""]
    for word in words.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [Words(x, y - at * size * 1.2, line, size) for at, line in enumerate(lines)]
