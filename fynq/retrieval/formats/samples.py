"""One small file of each format, read once so that everything is loaded."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/>'
    "</Types>"
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="{part}"/></Relationships>'
)
_WORD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><w:body><w:p><w:r><w:t>a</w:t>'
    "</w:r><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    "</w:body></w:document>"
)
_SLIDES = (
    '<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
    '<p:sldSz cx="9144000" cy="6858000"/></p:presentation>'
)
_BOOK = {
    "META-INF/container.xml": '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>',
    "b.opf": '<package><manifest><item id="a" href="a.html" media-type="text/html"/></manifest>'
    '<spine><itemref idref="a"/></spine></package>',
    "a.html": "<p>a</p>",
}
_PAGE = (
    "<html><head><style>.x{display:none}</style></head><body><h1>a</h1><p style='color:#fff'>b</p><table>"
    "<tr><th>a</th><td>b</td></tr></table><math><mi>x</mi></math></body></html>"
)
_MODULE = '<document xmlns="http://cnx.rice.edu/cnxml"><title>a</title><content><para>b</para></content></document>'
_TEX = "\\section{A} b $x$ \\textbf{c} \\'e \\alpha\\ \\begin{tabular}{l} a & b \\end{tabular}"
_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    b"endobj\n4 0 obj<</Length 37>>stream\nBT /F 12 Tf 20 100 Td (A b c) Tj ET\n\nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n"
)


def _packed(members: Mapping[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return stream.getvalue()


def _office(part: str, kind: str, text: str) -> bytes:
    return _packed(
        {
            "[Content_Types].xml": _TYPES.format(part=part, kind=kind),
            "_rels/.rels": _RELATIONS.format(part=part),
            part: text,
        }
    )


def _picture() -> bytes:
    from PIL import Image

    Image.init()
    stream = io.BytesIO()
    Image.new("L", (4, 4), 255).save(stream, "PNG")
    return stream.getvalue()


def samples() -> Mapping[str, bytes]:
    """By file name."""
    return {
        "a.pdf": _PDF,
        "a.docx": _office("word/document.xml", "wordprocessingml.document", _WORD),
        "a.pptx": _office("ppt/presentation.xml", "presentationml.presentation", _SLIDES),
        "a.epub": _packed(_BOOK),
        "a.png": _picture(),
        "a.html": _PAGE.encode(),
        "a.cnxml": _MODULE.encode(),
        "a.tex": _TEX.encode(),
        "a.md": b"---\ntitle: a\n---\n# a <sub>2</sub> <!-- b -->\n\n|a|b|\n|-|-|\n",
        "a.txt": "Grüße aus der Schule, größer als daß".encode("cp1252"),
    }
