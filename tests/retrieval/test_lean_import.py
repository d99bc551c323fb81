from __future__ import annotations

import sys
import threading

import pytest

from fynq.retrieval.lean_import import without


def test_a_hollow_package_lends_names_and_refuses_work() -> None:
    assert "wave" not in sys.modules
    with without("wave", "json"):
        import json
        from wave import Wave_read

        assert json.loads("[]") == []
        failures: list[Exception] = []

        def elsewhere() -> None:
            try:
                from wave import open as _open  # noqa: F401
            except ImportError as error:
                failures.append(error)

        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        assert len(failures) == 1
    with pytest.raises(ImportError, match="left out"):
        Wave_read("x")
    import wave

    assert wave.WAVE_FORMAT_PCM == 1


def test_an_error_inside_restores_everything() -> None:
    before = list(sys.meta_path)
    with pytest.raises(RuntimeError), without("chunk_of_nothing"):
        import chunk_of_nothing  # type: ignore[import-not-found]  # noqa: F401

        raise RuntimeError
    assert sys.meta_path == before
    assert "chunk_of_nothing" not in sys.modules
