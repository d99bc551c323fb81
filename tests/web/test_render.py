from __future__ import annotations

import string
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.web.formula import mathml
from fynq.web.mathml import NotAFormula
from fynq.web.passage import passage_to_html
from fynq.web.render import final_to_html, line_html, plain_html, to_html

MATHS_NAMES = (
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover "
    "mmultiscripts mprescripts none mtable mtr mtd mstyle mpadded mphantom"
)
PROSE_NAMES = "p h3 h4 h5 h6 ul ol li blockquote pre code em strong br hr div table thead tbody tr th td mark a"
PLAIN_NAMES = (
    "class start display displaystyle scriptlevel stretchy fence form separator symmetric largeop movablelimits accent "
    "accentunder width height depth voffset lspace rspace linethickness minsize maxsize mathvariant"
)
MATHS, PROSE, PLAIN = (set(names.split()) for names in (MATHS_NAMES, PROSE_NAMES, PLAIN_NAMES))
VOID = {"br", "hr"}


class Allowed(HTMLParser):
    """Fails on anything but the allow-list, and on elements that do not close in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in MATHS | PROSE, tag
        self.tags.append(tag)
        for name, value in attrs:
            if tag == "a":
                assert name in {"href", "rel", "target"}
                assert name != "href" or (value or "").startswith(("http://", "https://"))
            else:
                assert name in PLAIN, name
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration")

    def handle_pi(self, data: str) -> None:
        raise AssertionError("a processing instruction")


def parsed(html: str) -> Allowed:
    html.encode()
    reader = Allowed()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def text_of(html: str) -> str:
    return "".join(parsed(html).text)


def marked(html: str) -> str:
    return "".join(piece.split("</mark>")[0] for piece in html.split("<mark>")[1:])


PIECES = st.sampled_from(
    [
        "$", "$$", "\\(", "\\)", "\\[", "\\]", "**", "*", "_", "`", "```", "\n", "\n\n", "- ", "1. ", "> ", "# ", "| ", "|---|\n",
        "<script>", "</script>", "<img src=x onerror=alert(1)>", "&lt;", "&#x3c;", "&#60;script&#62;", "javascript:", "[a](", "](http://x.y)", "![",
        "\\frac", "{", "}", "\\left", "\\right", "(", ")", "^", "^2", "&", "\\\\", "\\begin{pmatrix}", "\\end{pmatrix}", "\\begin{aligned}",
        "\\end{aligned}", "\\text{", "\\href{", "\\style{", "\\class{", "\\unicode{", "\\def\\a", "\\newcommand{\\b}", "\\sqrt[", "\\rule{", "\\color{",
        "\\hbox{", "\\verb|", "\\sum", "\\limits", "\\lim", "\\sin", "\\mathbf{", "\\overline{", "\\cancel{", "\\tag{", "x", "2", " ", "\t", "\x00",
        "\u202e", "\ud800", "\ue000", "\ue001", "é", "😀", "%", "'", '"', "=", "+", "-", "/", ",",
    ]
)  # fmt: skip
HOSTILE = st.one_of(
    st.lists(PIECES, max_size=40).map("".join),
    st.text(max_size=200),
    st.text(alphabet=string.punctuation + "ab1 \n", max_size=200),
)


@settings(max_examples=600, deadline=None)
@given(HOSTILE)
def test_nothing_but_the_allow_list_ever_comes_out(text: str) -> None:
    for html in (to_html(text), line_html(text), final_to_html(text), plain_html(text)):
        parsed(html)


@settings(max_examples=600, deadline=None)
@given(HOSTILE, st.booleans())
def test_a_formula_is_drawn_safely_or_refused(latex: str, block: bool) -> None:
    try:
        html = mathml(latex, block=block)
    except NotAFormula:
        return
    assert set(parsed(html).tags) <= MATHS


@settings(max_examples=400, deadline=None)
@given(HOSTILE, st.integers(-5, 250), st.integers(-5, 250))
def test_any_passage_of_any_text_can_be_shown(text: str, start: int, end: int) -> None:
    parsed(passage_to_html(text, start, end))
    assert passage_to_html(text, start, start) == to_html(text)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# One", "<h3>One</h3>"),
        (
            "a **b** *c* __d__ _e_",
            "<p>a <strong>b</strong> <em>c</em> <strong>d</strong> <em>e</em></p>",
        ),
        ("***a***", "<p><strong><em>a</em></strong></p>"),
        ("snake_case_name 2*3*4", "<p>snake_case_name 2*3*4</p>"),
        ("**open", "<p>**open</p>"),
        ("`a<b` ``c`d``", "<p><code>a&lt;b</code> <code>c`d</code></p>"),
        ("It costs $5 and $6.", "<p>It costs $5 and $6.</p>"),
        ("\\$5 \\*not\\*", "<p>$5 *not*</p>"),
        ("- a\n- b\n  - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("> a\n> b", "<blockquote><p>a\nb</p></blockquote>"),
        ("```py\n<b>\n```\nafter", "<pre><code>&lt;b&gt;</code></pre><p>after</p>"),
        ("a\n\n---\n\nb", "<p>a</p><hr><p>b</p>"),
        ("a  \nb", "<p>a<br>b</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("![pic](http://x.example/a.png)", "<p><em>pic</em></p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        (
            "[x](https://e.example/?a=1&b)",
            '<p><a href="https://e.example/?a=1&amp;b" rel="noopener noreferrer nofollow" target="_blank">x</a></p>',
        ),
        ("", ""),
        ("text\n- item", "<p>text</p><ul><li>item</li></ul>"),
    ],
)
def test_markdown(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


def test_a_table_keeps_bars_inside_formulas_and_code() -> None:
    html = to_html("| a | b |\n|:-:|--:|\n| $|x|$ | `c|d` |\n| only |")
    assert html.count("<tr>") == 3
    assert "<code>c|d</code>" in html
    assert '<th class="to-center">a</th><th class="to-right">b</th>' in html


@pytest.mark.parametrize("source", ["$x^2$", "\\(x^2\\)"])
def test_inline_formulas(source: str) -> None:
    assert '<p>so <math display="inline"><mrow><msup>' in to_html(f"so {source} it is")


@pytest.mark.parametrize("source", ["$$\nx^2\n$$", "\\[x^2\\]", "$$x^2$$", "$$ x^2 $$."])
def test_displayed_formulas(source: str) -> None:
    assert '<div class="formula"><math display="block">' in to_html(f"so\n{source}\nit is")


def test_what_cannot_be_drawn_is_shown_as_code() -> None:
    assert to_html("$\\frac$") == '<p><code class="latex">\\frac</code></p>'
    assert to_html("$\\nosuchthing{x}$") == '<p><code class="latex">\\nosuchthing{x}</code></p>'


@pytest.mark.parametrize(
    "latex",
    [
        "\\def\\a{\\a\\a}\\a",
        "\\newcommand{\\a}{b}\\a",
        "{" * 900,
        "\\frac{" * 300 + "}" * 300,
        "\\sqrt" * 400,
        "x" * 2001,
        "",
        " ",
        "\\left(",
        "\\begin{pmatrix}1",
        "a & b",
    ],
)
def test_refused_formulas(latex: str) -> None:
    with pytest.raises(NotAFormula):
        mathml(latex, block=False)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("\\sin x", '<mi>sin</mi><mspace width="0.1667em"></mspace><mi>x</mi>'),
        ("a \\pm b", "<mo>±</mo>"),
        ("a - b", "<mo>\u2212</mo>"),
        ("x \\to \\infty", "<mi>∞</mi>"),
        ("\\mathbb{R}", "ℝ"),
        ("\\mathbf{v}", "𝐯"),
        ("\\mathrm{d}", '<mi mathvariant="normal">d</mi>'),
        ("\\boxed{x}", '<mrow class="boxed">'),
        ("\\cancel{x}", '<mrow class="struck">'),
        ("\\overline{AB}", '<mrow class="overlined">'),
        ("\\lim_{x \\to 0} x", "<munder><mi>lim</mi>"),
        ("\\begin{aligned}a &= b\\\\ &= c\\end{aligned}", '<mtd class="to-right"><mi>a</mi></mtd>'),
        ("\\begin{cases}1 & x\\\\2 & y\\end{cases}", "<mtable>"),
        ("\\text{<b>&amp;}", "<mtext>&lt;b&gt;&amp;amp;</mtext>"),
        ("1{,}000", "<mn>1</mn><mtext>,</mtext><mn>000</mn>"),
        ("\\tilde{x}", '<mover accent="true">'),
        ("x = -2", '<mo form="prefix">\u2212</mo>'),
        ("(a) - b", "<mo>\u2212</mo>"),
        ("f'(x)", '<mi>f</mi><mo lspace="0" rspace="0">\u2032</mo>'),
        ("|x|", '<mo stretchy="false" lspace="0" rspace="0">|</mo>'),
        ("\\text{m}/\\text{s}", '<mo lspace="0" rspace="0">/</mo>'),
    ],
)
def test_formulas(latex: str, expected: str) -> None:
    assert expected in mathml(latex, block=True)


def test_links_and_styles_in_formulas_are_dropped() -> None:
    html = mathml(
        "\\href{javascript:alert(1)}{x} \\style{position:fixed}{y} \\class{app}{z}", block=False
    )
    assert "javascript" not in html and "position" not in html and "class" not in html


def test_a_giant_rule_or_space_is_not_drawn() -> None:
    assert "999" not in mathml("\\rule{999em}{999em} x", block=False)


@pytest.mark.parametrize(
    ("final", "expected"),
    [
        ("x = 4", "<math"),
        ("\\frac{1}{2}", "<mfrac>"),
        ("$x = 2$ or $x = 3$", "</math> or <math"),
        ("x = 2 or x = 3", "x = 2 or x = 3"),
        ("It floats.", "It floats."),
        ("2*x", "<mo>·</mo>"),
        ("<b> and more", "&lt;b&gt; and more"),
        ("", ""),
    ],
)
def test_final(final: str, expected: str) -> None:
    assert expected in final_to_html(final)


NOTE = "# Ice 🧊\n\nIce floats **because** $\\rho_i < \\rho$ holds.\n\n- one\n- two\n\n```\ncode here\n```\n"


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("Ice floats", "Ice floats"),
        ("floats **because** $\\rho_i", "floats because ρi<ρ"),
        ("# Ice 🧊\n\nIce", "Ice 🧊Ice"),
        ("- one\n- two\n", "onetwo"),
        ("holds.\n\n- one", "holds.one"),
        ("code here", "code here"),
    ],
)
def test_a_passage_is_marked_where_it_stands(quote: str, shown: str) -> None:
    start = NOTE.index(quote)
    html = passage_to_html(NOTE, start, start + len(quote))
    assert text_of(marked(html)) == shown
    assert text_of(html).replace("\n", "") == text_of(to_html(NOTE)).replace("\n", "")


def test_a_passage_that_cuts_through_marks_is_still_marked() -> None:
    start = NOTE.index("*because")
    html = passage_to_html(NOTE, start, start + 4)
    assert "bec" in text_of(marked(html))


def test_a_passage_within_a_table_rule_falls_back_to_the_source_text() -> None:
    text = "| a | b |\n|---|---|\n| c | d |\n"
    start = text.index("---")
    html = passage_to_html(text, start, start + 7)
    assert marked(html) == "---|---"
    assert text_of(html).rstrip() == text.rstrip()


@pytest.mark.parametrize(
    "text",
    [
        "*" * 60_000,
        "_a" * 30_000,
        "`" * 60_000,
        "` " * 30_000,
        "$" * 60_000,
        "$a " * 20_000,
        "[" * 60_000,
        "[a](" * 15_000,
        "![" * 30_000,
        "\\(" * 30_000,
        "\\[" * 30_000,
        "> " * 30_000,
        "- " * 30_000,
        "- a\n" * 15_000,
        "| a " * 15_000,
        "|-" * 30_000,
        "$$\n" * 20_000,
        "\n" * 60_000,
        "#" * 60_000,
        "# " + "#" * 60_000,
        "1. a\n\n" * 10_000,
        "  - a\n" * 10_000,
        "$x^2$ " * 10_000,
        "a*" * 30_000,
        "**a*" * 15_000,
        "<" * 60_000,
        "| a | b |\n|---|---|\n" + "| $ | ` |\n" * 6_000,
        "x" * 250_000,
    ],
)
def test_long_hostile_input_ends(text: str) -> None:
    """Quadratic work on these would take minutes; a reader that waits for them fails."""
    parsed(to_html(text))


@pytest.mark.parametrize(
    "text", ["sin(x)*cos(x)*exp(x)*x^5", "2*(x+1)*(x-1)*3", "x**2 + y**2", "a_1 + b_2", "m*a*t"]
)
def test_stars_that_multiply_stay(text: str) -> None:
    assert to_html(text) == f"<p>{text}</p>"


def test_stars_around_words_still_emphasise() -> None:
    assert to_html("(*this*) and **that**.") == (
        "<p>(<em>this</em>) and <strong>that</strong>.</p>"
    )
