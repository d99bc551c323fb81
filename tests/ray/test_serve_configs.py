"""Every shipped Serve config is valid for Ray and for us, and says what is wrong when it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ray.serve.schema import ServeDeploySchema

from fynq.deployments.app import GraphArgs, build, compose
from fynq.deployments.serve_config import application_of, parsed, read_config
from fynq.domain.errors import ConfigurationError
from fynq.routing.options import RoutingOptions
from fynq.routing.registry import merged
from fynq.storage.jobs import CONNECTIONS
from fynq.storage.options import StorageOptions

EVERY = sorted((Path(__file__).parents[2] / "serve_configs").glob("*.yaml"))
MODELS = [path for path in EVERY if path.stem in {"gpu", "llm-cpu"}]
CONFIGS = [path for path in EVERY if path not in MODELS]
ALL = ["gateway", "indexer", "personalizer", "reasoner", "retriever", "router", "worker"]


def names(application: Any) -> list[str]:
    from ray.serve._private.build_app import build_app

    built = build_app(application, name="fynq", default_runtime_env={})
    return sorted(deployment.name for deployment in built.deployments)


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_shipped_configs_are_valid(path: Path) -> None:
    ServeDeploySchema.model_validate(yaml.safe_load(path.read_text()))
    config = read_config(path)
    deployed = names(application_of(config))
    assert "gateway" in deployed
    for each in config.applications[0].deployments:
        assert each.name in deployed


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_configs_of_language_models_are_valid(path: Path) -> None:
    """For Ray here; for ray.serve.llm and vLLM where these are installed, in tests/vllm."""
    config = ServeDeploySchema.model_validate(yaml.safe_load(path.read_text()))
    assert config.http_options.host == "127.0.0.1"
    (application,) = config.applications
    assert (application.name, application.route_prefix) == ("llm", "/llm")
    assert application.import_path == "ray.serve.llm:build_openai_app"
    deployments = [model["deployment_config"] for model in application.args["llm_configs"]]
    for each in (*deployments, application.args["ingress_deployment_config"]):
        assert each["max_surge_percent"] == 100
        assert each["autoscaling_config"]["max_replicas"] >= 1
        assert each["graceful_shutdown_timeout_s"] >= 120
    for each in deployments:
        chosen = each["request_router_config"]["request_router_class"]
        assert chosen == "ray.serve.llm.request_router.PrefixCacheAffinityRouter"


def test_the_gpu_config_offers_several_models() -> None:
    (path,) = (each for each in MODELS if each.stem == "gpu")
    (application,) = yaml.safe_load(path.read_text())["applications"]
    models = application["args"]["llm_configs"]
    assert len({each["model_loading_config"]["model_id"] for each in models}) >= 2
    assert all(
        each["deployment_config"]["autoscaling_config"]["max_replicas"] > 1 for each in models
    )


def test_a_config_without_fynq_is_not_started_as_fynq() -> None:
    with pytest.raises(ConfigurationError, match="no application") as raised:
        read_config(MODELS[0])
    assert "a Ray of its own" in raised.value.remedy


def test_actors_and_inline_rooms() -> None:
    assert names(build(GraphArgs())) == ALL
    inline = dict.fromkeys([name for name in ALL if name != "gateway"], "inline")
    assert names(build(GraphArgs.model_validate({"placement": inline}))) == ["gateway"]
    mixed = GraphArgs.model_validate({"placement": {"router": "inline", "worker": "inline"}})
    assert names(build(mixed)) == ["gateway", "indexer", "personalizer", "reasoner", "retriever"]


def test_single_deployments_can_be_changed() -> None:
    from ray.serve._private.build_app import build_app

    application = compose(GraphArgs(), {"reasoner": {"num_replicas": 3, "max_ongoing_requests": 7}})
    built = build_app(application, name="fynq", default_runtime_env={})
    (reasoner,) = (each for each in built.deployments if each.name == "reasoner")
    assert reasoner.num_replicas == 3
    assert reasoner.max_ongoing_requests == 7
    assert reasoner.max_queued_requests == 512


@pytest.mark.parametrize("name", ["compact", "gateway", "local", "throughput"])
def test_one_machine_stays_well_below_the_connections_of_its_database(name: str) -> None:
    """The embedded server takes 100."""
    from ray.serve._private.build_app import build_app

    (path,) = (each for each in CONFIGS if each.stem == name)
    config = read_config(path)
    args = GraphArgs.model_validate(config.applications[0].args)
    pool = StorageOptions(**args.settings.get("storage", {})).pool_max
    built = build_app(application_of(config), name="fynq", default_runtime_env={})
    replicas = {each.name: each.num_replicas for each in built.deployments}
    holding = {"gateway", "personalizer", "retriever", "indexer", "worker"} & replicas.keys()
    workers = replicas.get("worker", replicas["gateway"])
    noting = sum(2 * replicas[each] for each in ("router", "reasoner") if each in replicas)
    assert sum(replicas[each] * pool for each in holding) + workers * CONNECTIONS + noting <= 75


def valid() -> dict[str, Any]:
    return {
        "applications": [
            {"name": "fynq", "route_prefix": "/", "import_path": "fynq.deployments.app:build"}
        ]
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"args": {"placement": {"router": "somewhere"}}}, "router"),
        ({"args": {"placement": {"kitchen": "actor"}}}, "kitchen"),
        ({"args": {"settings": {"database_url": "postgresql://x"}}}, "FYNQ_DATABASE_URL"),
        ({"args": {"settings": {"signing_key": "x"}}}, "FYNQ_SIGNING_KEY"),
        ({"args": {"settings": {"unheard": 1}}}, "unheard"),
        ({"deployments": [{"name": "kitchen"}]}, "kitchen"),
        ({"import_path": "somebody.elses:app"}, "no application"),
    ],
)
def test_a_wrong_config_says_what_is_wrong(change: dict[str, Any], words: str) -> None:
    facts = valid()
    facts["applications"][0].update(change)
    with pytest.raises(ConfigurationError, match=words):
        parsed(facts, "a.yaml")


@pytest.mark.parametrize("text", ["", "[", "applications: 3", "- 1", "applications: []", "\x00"])
def test_a_file_that_is_no_config(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=r"a\.yaml"):
        read_config(path)
    with pytest.raises(ConfigurationError):
        read_config(tmp_path / "missing.yaml")


def test_a_routing_policy_is_checked_before_it_is_taken() -> None:
    now = RoutingOptions()
    assert merged(now, {"max_attempts": 5}, "user_config").max_attempts == 5
    for policy in ({"attempts": 5}, {"max_attempts": "many"}):
        with pytest.raises(ConfigurationError, match="user_config"):
            merged(now, policy, "user_config")
