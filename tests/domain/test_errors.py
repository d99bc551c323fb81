import pickle

import pytest

from fynq.domain import errors
from fynq.domain.errors import FynqError


def every_error(root: type[FynqError] = FynqError) -> list[type[FynqError]]:
    below = [e for kind in root.__subclasses__() for e in every_error(kind)]
    return [kind for kind in (root, *below) if kind.__module__ == errors.__name__]


def made(kind: type[FynqError]) -> FynqError:
    if kind is errors.ConfigurationError:
        return errors.ConfigurationError("FYNQ_X", "is wrong", "Mend it.")
    if issubclass(kind, errors.ModelError):
        return kind("d", provider="p", model="m", retry_after=2.0)
    return kind("d", field="f", retry_after=2.0)


@pytest.mark.parametrize("kind", every_error(), ids=lambda k: k.__name__)
def test_survives_pickling_whole(kind: type[FynqError]) -> None:
    error = made(kind)
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is kind
    assert back.__dict__ == error.__dict__
    assert str(back) == str(error)


def test_codes_are_unique_and_in_the_docstring() -> None:
    kinds = every_error()
    assert len({k.code for k in kinds}) == len(kinds)
    assert all(k.__name__ in (errors.__doc__ or "") for k in kinds)
