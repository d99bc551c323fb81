import pytest

from fynq.domain.errors import ConfigurationError
from fynq.settings import load_settings

WRONG = {
    "FYNQ_ENVIRONMENT": "staging",
    "FYNQ_DEMO": "perhaps",
    "FYNQ_LOG_LEVEL": "loud",
    "FYNQ_HTTP": "nonsense",
    "FYNQ_HTTP__MAX_BODY_BYTES": "-5",
    "FYNQ_HTTP__MAX_QUESTION_CHARS": "many",
    "FYNQ_HTTP__DOUBT_SECONDS": "nan",
    "FYNQ_HTTP__CORS_ORIGINS": "nonsense",
    "FYNQ_HTTP__NO_SUCH": "1",
    "FYNQ_IDENTITY__ACCESS_SECONDS": "0",
    "FYNQ_IDENTITY__ARGON2_MEMORY": "1",
    "FYNQ_STORAGE__POOL_MAX": "0",
    "FYNQ_STORAGE__POOL_MIN": "99",
    "FYNQ_RETRIEVAL__EMBED_BATCH": "1e99",
    "FYNQ_RETRIEVAL__MIN_SCORE": "inf",
    "FYNQ_PERSONALIZATION__HOT_STUDENTS": "-1",
    "FYNQ_REASONING__SOLVERS": "0",
    "FYNQ_ROUTING__MAX_ATTEMPTS": "99999999999999",
    "FYNQ_ROUTING__PROVIDERS": "nonsense",
}


@pytest.mark.parametrize("variable", WRONG)
def test_a_wrong_setting_is_named_and_not_repeated(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, WRONG[variable])
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert caught.value.variable == variable
    assert caught.value.problem
    assert caught.value.remedy
    assert "nonsense" not in str(caught.value)


def test_lists_can_be_given_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FYNQ_HTTP__CORS_ORIGINS", '["https://school.example"]')
    monkeypatch.setenv(
        "FYNQ_ROUTING__PROVIDERS",
        '[{"name": "here", "base_url": "http://127.0.0.1:1/v1", "models": ["m"]}]',
    )
    settings = load_settings()
    assert settings.http.cors_origins == ("https://school.example",)
    assert settings.routing.providers[0].models[0].name == "m"
