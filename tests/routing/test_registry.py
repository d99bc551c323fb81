from pathlib import Path

import pytest

from fynq.domain.errors import ConfigurationError
from fynq.routing.options import ModelRow, RoutingOptions
from fynq.routing.registry import with_file

FILE = """
providers:
  - name: here
    base_url: http://127.0.0.1:9/v1
    key_variables: HERE_KEY
    models:
      - tiny
      - {name: big, input_price: 2.5, output_price: 10, capabilities: [tools]}
policies:
  - {name: saving, by: price}
fallbacks:
  - {model: here/tiny, then: [here/big]}
limits:
  - {scope: user, requests: 100}
max_attempts: 2
"""


def read(path: Path, text: str) -> RoutingOptions:
    file = path / "models.yaml"
    file.write_text(text)
    return with_file(RoutingOptions(file=str(file)))


def test_a_file_of_rows(tmp_path: Path) -> None:
    options = read(tmp_path, FILE)
    (row,) = options.providers
    assert row.kind == "openai-compatible"
    assert row.key_variables == ("HERE_KEY",)
    assert row.models[0] == ModelRow("tiny")
    assert row.models[1].capabilities == ("tools",)
    assert options.fallbacks[0].then == ("here/big",)
    assert options.max_attempts == 2
    assert with_file(RoutingOptions()) == RoutingOptions()
    assert read(tmp_path, "").providers == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("providers: [{name: x, kind: nobody}]", "providers.0.kind"),
        ("providers: [{name: x, models: [{name: m, price: 1}]}]", "providers.0.models.0"),
        ("limits: [{scope: planet}]", "limits.0.scope"),
        ("max_attempts: many", "max_attempts"),
        ("attempts: 3", "attempts"),
        ("- 1", "FYNQ_ROUTING__FILE"),
        ("{", "FYNQ_ROUTING__FILE"),
    ],
)
def test_a_wrong_file_names_the_place(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, text)
    assert "FYNQ_ROUTING__FILE" in caught.value.variable
    assert place in caught.value.variable
    assert caught.value.remedy


def test_a_missing_file_ends_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="FYNQ_ROUTING__FILE"):
        with_file(RoutingOptions(file=str(tmp_path / "none.yaml")))
