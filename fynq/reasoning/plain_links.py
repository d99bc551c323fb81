"""Text of a model without anything that leads away from it.

A link or a picture can carry what a student wrote to whoever planted it in a source: a picture is
fetched without a click. So an answer names no address; the words of a link stay.
"""

from __future__ import annotations

import re

_TARGET = r"\(\s*<?(?:[a-z][a-z0-9+.-]{1,31}:|/|#|\?|[^\s()]*\.[a-z]{2,})[^)\n]*\)"
_IMAGE = re.compile(r"!\[([^\]\n]*)\](?:\([^)\n]*\)|\[[^\]\n]*\])", re.I)
_LINK = re.compile(r"\[([^\]\n]*)\]" + _TARGET, re.I)
_DEFINITION = re.compile(
    r"(?mi)^ {0,3}\[[^\]\n]+\]:[ \t]*<?(?:[a-z][a-z0-9+.-]{1,31}:|/|www\.)[^\n]*$"
)
_AUTOLINK = re.compile(r"<(?:[a-z][a-z0-9+.-]{1,31}:[^<>\s]+|[^<>\s@]+@[^<>\s]+\.[^<>\s]+)>", re.I)
_BARE = re.compile(r"\b(?:(?:https?|ftps?|file|wss?)://|www\.)[^\s<>\"'`|]*", re.I)
_NAMES = r"(?:a|img|script|style|iframe|form|input|button|object|embed|link|meta|svg|video|audio|base|body|html)"
_TAG = re.compile(
    rf"</?{_NAMES}(?:\s+[\w:-]+\s*=[^<>]*)?\s*/?>|<{_NAMES}\s+[\w:-]+\s*=[^<>]*$", re.I | re.M
)
LEFT_OUT = "(link left out)"


def without_links(text: str) -> str:
    """Formulas stay as they are: `[x](y)` between dollar signs is no link."""
    pieces = re.split(r"(\$\$.*?\$\$|\$[^$\n]+\$)", text, flags=re.DOTALL)
    pieces[::2] = [_plain(piece) for piece in pieces[::2]]
    return "".join(pieces)


def _plain(text: str) -> str:
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(_words_only, text)
    text = _DEFINITION.sub("", text)
    text = _AUTOLINK.sub(LEFT_OUT, text)
    text = _TAG.sub("", text)
    return _BARE.sub(LEFT_OUT, text)


def _words_only(link: re.Match[str]) -> str:
    """A numbered reference keeps its brackets, so that it still reads as one."""
    return f"[{link[1]}]" if link[1].isdigit() else link[1]
