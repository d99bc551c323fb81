"""Refresh tokens: one shape, and nothing else is read."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fynq.domain.errors import Unauthenticated
from fynq.domain.identifiers import Tenant, new_id
from fynq.identity.refresh_token import mint, read_refresh_token


def test_round_trip():
    token = mint(Tenant(new_id()), new_id())
    assert read_refresh_token(token.text) == token
    assert len(token.secret) == 32
    assert token.secret not in (token.hash, token.text.encode())


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=200) | st.from_regex(r"fr1_[A-Za-z0-9_-]{80,90}", fullmatch=True))
@example("")
@example("fr1_" + "é" * 86)
@example("fr1_" + "A" * 86 + "\n")
def test_whatever_is_read_has_one_spelling(text):
    try:
        assert read_refresh_token(text).text == text
    except Unauthenticated:
        return


@pytest.mark.parametrize("text", ["fr1_", "fr1_" + "A" * 85, "fr2_" + "A" * 86, "x" * 100_000])
def test_garbage_is_refused(text):
    with pytest.raises(Unauthenticated):
        read_refresh_token(text)
