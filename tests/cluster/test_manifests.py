"""The manifests say what KubeRay, Ray and our own graph accept."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from ray.serve.schema import ServeDeploySchema

from fynq.deployments.serve_config import parsed

ROOT = Path(__file__).parents[2]
CLUSTER = ROOT / "cluster"
SERVICE = yaml.safe_load((CLUSTER / "rayservice.yaml").read_text())
MODELS = yaml.safe_load((CLUSTER / "llm-rayservice.yaml").read_text())
SERVICES = pytest.mark.parametrize("service", [SERVICE, MODELS], ids=["fynq", "fynq-llm"])


def pod_specs(service: dict[str, Any]) -> list[dict[str, Any]]:
    cluster = service["spec"]["rayClusterConfig"]
    groups = [cluster["headGroupSpec"], *cluster["workerGroupSpecs"]]
    return [group["template"]["spec"] for group in groups]


def kuberay() -> Any:
    spec = importlib.util.spec_from_file_location("kuberay", Path(__file__).with_name("kuberay.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@SERVICES
def test_rayservice_obeys_kuberays_schema(service: dict[str, Any]) -> None:
    schemas = kuberay()
    folder = schemas.schema_folder()
    if folder is None:
        pytest.skip("KubeRay's schemas are not here: set FYNQ_KUBERAY_CRDS to their folder")
    schema = schemas.strict_schema(folder, "rayservices")
    jsonschema.Draft202012Validator(schema).validate(service)
    wrong = {**service, "spec": {**service["spec"], "unheardOf": 1}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(wrong)


def test_serve_config_is_the_production_config() -> None:
    inside = yaml.safe_load(SERVICE["spec"]["serveConfigV2"])
    shipped = yaml.safe_load((ROOT / "serve_configs" / "production.yaml").read_text())
    assert inside == shipped
    ServeDeploySchema.model_validate(inside)
    parsed(inside, "rayservice.yaml")


def test_models_are_those_of_the_gpu_config() -> None:
    inside = yaml.safe_load(MODELS["spec"]["serveConfigV2"])
    shipped = yaml.safe_load((ROOT / "serve_configs" / "gpu.yaml").read_text())
    shipped["http_options"].update(host="0.0.0.0", port=8000)
    assert inside == shipped
    ServeDeploySchema.model_validate(inside)


def test_each_model_has_nodes_that_can_hold_it() -> None:
    groups = MODELS["spec"]["rayClusterConfig"]["workerGroupSpecs"]
    for application in yaml.safe_load(MODELS["spec"]["serveConfigV2"])["applications"]:
        for model in application["args"]["llm_configs"]:
            kind = f"accelerator_type:{model['accelerator_type']}"
            (group,) = (each for each in groups if kind in each["resources"])
            gpus = model["engine_kwargs"].get("tensor_parallel_size", 1)
            assert int(group["resources"]["GPU"]) == gpus
            (container,) = group["template"]["spec"]["containers"]
            assert container["resources"]["limits"]["nvidia.com/gpu"] == str(gpus)
            deployment = model["deployment_config"]
            # One more than the autoscaler may ask for: a changed model starts beside the old one.
            assert group["maxReplicas"] > deployment["autoscaling_config"]["max_replicas"]


@SERVICES
def test_head_takes_no_replicas_and_workers_name_their_bounds(service: dict[str, Any]) -> None:
    cluster = service["spec"]["rayClusterConfig"]
    assert cluster["headGroupSpec"]["rayStartParams"]["num-cpus"] == "0"
    assert cluster["authOptions"]["mode"] == "token"
    for group in cluster["workerGroupSpecs"]:
        assert group["minReplicas"] <= group["replicas"] <= group["maxReplicas"]


@SERVICES
def test_pods_are_unprivileged(service: dict[str, Any]) -> None:
    for spec in pod_specs(service):
        assert spec["securityContext"]["runAsNonRoot"] is True
        for container in spec["containers"]:
            assert container["securityContext"]["allowPrivilegeEscalation"] is False


def test_pods_take_secrets_by_reference() -> None:
    for spec in pod_specs(SERVICE):
        for container in spec["containers"]:
            names = {each["name"] for each in container["env"]}
            assert {"FYNQ_DATABASE_URL", "FYNQ_REDIS_URL", "FYNQ_SIGNING_KEY"} <= names
            assert all("secretKeyRef" in each["valueFrom"] for each in container["env"])
    for spec in pod_specs(MODELS):
        for container in spec["containers"]:
            values = {each["name"]: each.get("value") for each in container["env"]}
            assert values["HF_TOKEN"] is None
            assert not any(name.startswith("FYNQ_") for name in values)


def test_no_manifest_but_the_example_holds_a_secret() -> None:
    for path in CLUSTER.glob("*.yaml"):
        for document in yaml.safe_load_all(path.read_text()):
            assert document["apiVersion"]
            if document["kind"] == "Secret":
                assert path.name == "secrets.example.yaml"
                assert all("CHANGE-ME" in value for value in document["stringData"].values())


@pytest.mark.parametrize(
    ("service", "prefix"), [(SERVICE, ""), (MODELS, "llm-")], ids=["fynq", "fynq-llm"]
)
def test_policies_select_the_services_pods(service: dict[str, Any], prefix: str) -> None:
    labels = service["spec"]["rayClusterConfig"]["headGroupSpec"]["template"]["metadata"]["labels"]
    (policy,) = yaml.safe_load_all((CLUSTER / f"{prefix}network-policy.yaml").read_text())
    assert policy["spec"]["podSelector"]["matchLabels"].items() <= labels.items()
    for budget in yaml.safe_load_all((CLUSTER / f"{prefix}disruption-budget.yaml").read_text()):
        chosen = budget["spec"]["selector"]["matchLabels"]
        assert chosen["app.kubernetes.io/name"] == labels["app.kubernetes.io/name"]


def test_only_the_graphs_pods_may_ask_the_models() -> None:
    """Every way in to port 8000 names who may come; the graph's own policy lets everybody in."""
    (policy,) = yaml.safe_load_all((CLUSTER / "llm-network-policy.yaml").read_text())
    for rule in policy["spec"]["ingress"]:
        assert rule["from"]
    graph = SERVICE["spec"]["rayClusterConfig"]["headGroupSpec"]["template"]["metadata"]["labels"]
    asking = [
        rule
        for rule in policy["spec"]["ingress"]
        for peer in rule["from"]
        if peer.get("podSelector", {}).get("matchLabels", {}).items() <= graph.items()
        and "namespaceSelector" not in peer
    ]
    assert [rule["ports"] for rule in asking] == [[{"protocol": "TCP", "port": 8000}]]


def test_models_image_is_unprivileged_and_has_what_probes_need() -> None:
    lines = (CLUSTER / "image" / "llm.Dockerfile").read_text()
    assert "USER 1000:1000" in lines
    assert "bash wget" in lines
    assert "'ray[llm]==2.60.0'" in lines
    assert "RAYLLM_ENABLE_REQUEST_PROMPT_LOGS=0" in lines


def test_image_is_unprivileged_and_has_what_probes_need() -> None:
    lines = (CLUSTER / "image" / "Dockerfile").read_text()
    assert "USER 1000:1000" in lines
    assert "bash wget" in lines
    assert "RAY_SERVE_HAPROXY_BINARY_PATH=/usr/local/bin/fynq-edge-proxy" in lines
    assert (CLUSTER / "image" / "edge-proxy").stat().st_mode & 0o111
