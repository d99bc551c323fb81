"""Which commands and environments of LaTeX mean what."""

from __future__ import annotations

import re

SECTIONS = {"part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5, "subparagraph": 6}  # fmt: skip
MATH = frozenset(
    [
        "equation",
        "align",
        "gather",
        "multline",
        "eqnarray",
        "alignat",
        "flalign",
        "displaymath",
        "math",
        "dmath",
        "IEEEeqnarray",
        "subequations",
    ]
)
LISTS = {
    "itemize": None,
    "enumerate": 1,
    "description": None,
    "tasks": 1,
    "parts": 1,
    "questions": 1,
}
CODE = frozenset(("verbatim", "lstlisting", "minted", "Verbatim", "alltt"))
TABLES = frozenset(("tabular", "tabularx", "longtable", "array", "tabulary", "tblr"))
FILES = frozenset(("input", "include", "subfile", "import", "subimport", "lstinputlisting", "verbatiminput"))  # fmt: skip
SILENT = frozenset(
    [
        "label",
        "ref",
        "eqref",
        "pageref",
        "cref",
        "Cref",
        "autoref",
        "cite",
        "citep",
        "citet",
        "includegraphics",
        "usepackage",
        "documentclass",
        "newcommand",
        "renewcommand",
        "providecommand",
        "newtheorem",
        "theoremstyle",
        "setlength",
        "setcounter",
        "addtocounter",
        "bibliography",
        "bibliographystyle",
        "pagestyle",
        "thispagestyle",
        "vspace",
        "hspace",
        "vskip",
        "hskip",
        "centering",
        "noindent",
        "maketitle",
        "tableofcontents",
        "newpage",
        "clearpage",
        "pagebreak",
        "index",
        "hypersetup",
        "geometry",
        "graphicspath",
        "def",
        "let",
        "color",
        "definecolor",
        "hfill",
        "vfill",
        "smallskip",
        "medskip",
        "bigskip",
        "date",
        "author",
        "title",
        "toprule",
        "midrule",
        "bottomrule",
        "hline",
        "cline",
        "cmidrule",
        "rowcolor",
        "cellcolor",
        "raggedright",
        "selectfont",
        "fontsize",
        "today",
        "phantom",
        "hphantom",
        "vphantom",
        "nocite",
        "write",
        "immediate",
        "openout",
        "read",
        "openin",
        "newread",
        "newwrite",
    ]
)
THEOREMS = re.compile(r"\\newtheorem\*?\s*\{(\w+\*?)\}\s*(?:\[\w+\])?\s*\{([^{}]{1,60})\}")
TITLE = re.compile(r"\\title\s*(?:\[[^\[\]]*\])?\s*\{")
BEGIN = "\\begin{document}"
WHITE = re.compile(r"\\textcolor\s*\{white\}|\\color\s*\{white\}")
LANGUAGE = re.compile(r"\\usepackage\s*\[([^\]]*)\]\s*\{babel\}")
LANGUAGES = {"english": "en", "german": "de", "ngerman": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt", "russian": "ru"}  # fmt: skip
_ROW_END = re.compile(r"\\\\(?:\s*\[[^\]]*\])?")
