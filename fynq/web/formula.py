r"""LaTeX formulas as MathML, which browsers draw: parsed by latex2mathml, written by `mathml`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from latex2mathml.converter import Converter

from fynq.web.letters import UNSHOWN
from fynq.web.mathml import NotAFormula, written

MAX_FORMULA_CHARS = 2_000

_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([A-Za-z]+)\*?\}")
_ENVIRONMENTS = {
    "aligned": "align*",
    "align": "align*",
    "alignedat": "align*",
    "split": "align*",
    "eqnarray": "align*",
    "gathered": "matrix",
    "gather": "matrix",
    "multline": "matrix",
    "dcases": "cases",
}
_LABEL = re.compile(r"\\(?:label|tag\*?)\s*\{[^{}]*\}")
_GROUPING = re.compile(r"(?<=\d)\{,\}(?=\d)")


class _NoMacros(dict[str, Any]):
    """Definitions are refused: a few of them expand to gigabytes."""

    def __setitem__(self, key: str, value: object) -> None:
        raise NotAFormula("definitions are not supported")


@lru_cache(maxsize=512)
def mathml(latex: str, *, block: bool) -> str:
    """One `<math>` element. Raises NotAFormula, and nothing else."""
    source = UNSHOWN.sub("", latex).strip()
    if not source or len(source) > MAX_FORMULA_CHARS:
        raise NotAFormula("empty or too long")
    source = _LABEL.sub("", _ENVIRONMENT.sub(_known_environment, source))
    source = _GROUPING.sub(lambda _: "\\text{,}", source).replace("\\not=", "\\neq ")
    converter = Converter(display="block" if block else "inline")
    converter.macros = _NoMacros()
    try:
        tree = converter.convert_to_element(source)
        return written(tree, block=block)
    except NotAFormula:
        raise
    except Exception as error:  # noqa: BLE001 (the parser documents none of the errors it raises)
        raise NotAFormula(type(error).__name__) from None


def _known_environment(match: re.Match[str]) -> str:
    edge, name = match.groups()
    if name == "equation":
        return ""
    return f"\\{edge}{{{_ENVIRONMENTS[name]}}}" if name in _ENVIRONMENTS else match.group(0)
