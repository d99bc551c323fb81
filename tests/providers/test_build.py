import pytest

from fynq.domain.errors import ConfigurationError
from fynq.providers.build import build_providers
from fynq.routing.options import ModelRow, ProviderRow, RoutingOptions
from tests.routing.test_router import Scripted

ROW = ProviderRow(
    "vendor",
    base_url="http://127.0.0.1:1/v1",
    key_variables=("VENDOR_KEY",),
    models=(ModelRow("a"), ModelRow("b")),
)


def names(options: RoutingOptions, **environment: str) -> list[str]:
    return [r.name for r in build_providers(options, Scripted([]), environment).routes]


def test_providers_come_first_and_the_built_in_model_last() -> None:
    options = RoutingOptions(providers=(ROW,))
    assert names(options, VENDOR_KEY="k") == ["vendor/a", "vendor/b", "builtin/solver"]
    assert names(RoutingOptions()) == ["builtin/solver"]


def test_order_is_obeyed() -> None:
    options = RoutingOptions(providers=(ROW,), order=("builtin", "vendor"))
    assert names(options, VENDOR_KEY="k")[0] == "builtin/solver"


@pytest.mark.parametrize(
    ("options", "variable"),
    [
        (RoutingOptions(providers=(ROW,)), "VENDOR_KEY"),
        (RoutingOptions(providers=(ROW, ROW)), "FYNQ_ROUTING__PROVIDERS"),
        (RoutingOptions(order=("nobody",)), "FYNQ_ROUTING__ORDER"),
    ],
)
def test_a_wrong_row_names_the_variable(options: RoutingOptions, variable: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        names(options, **({"VENDOR_KEY": "k"} if variable != "VENDOR_KEY" else {}))
    assert caught.value.variable == variable


def test_a_key_from_a_file_with_a_line_end_is_the_same_key() -> None:
    assert names(RoutingOptions(providers=(ROW,)), VENDOR_KEY="k\n")
    with pytest.raises(ConfigurationError):
        names(RoutingOptions(providers=(ROW,)), VENDOR_KEY=" \n")
