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
POD_SPECS = [
    SERVICE["spec"]["rayClusterConfig"]["headGroupSpec"]["template"]["spec"],
    *(
        group["template"]["spec"]
        for group in SERVICE["spec"]["rayClusterConfig"]["workerGroupSpecs"]
    ),
]


def kuberay() -> Any:
    spec = importlib.util.spec_from_file_location("kuberay", Path(__file__).with_name("kuberay.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_rayservice_obeys_kuberays_schema() -> None:
    schemas = kuberay()
    folder = schemas.schema_folder()
    if folder is None:
        pytest.skip("KubeRay's schemas are not here: set FYNQ_KUBERAY_CRDS to their folder")
    schema = schemas.strict_schema(folder, "rayservices")
    jsonschema.Draft202012Validator(schema).validate(SERVICE)
    wrong = {**SERVICE, "spec": {**SERVICE["spec"], "unheardOf": 1}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(wrong)


def test_serve_config_is_the_production_config() -> None:
    inside = yaml.safe_load(SERVICE["spec"]["serveConfigV2"])
    shipped = yaml.safe_load((ROOT / "serve_configs" / "production.yaml").read_text())
    assert inside == shipped
    ServeDeploySchema.model_validate(inside)
    parsed(inside, "rayservice.yaml")


def test_head_takes_no_replicas_and_workers_name_their_bounds() -> None:
    cluster = SERVICE["spec"]["rayClusterConfig"]
    assert cluster["headGroupSpec"]["rayStartParams"]["num-cpus"] == "0"
    assert cluster["authOptions"]["mode"] == "token"
    for group in cluster["workerGroupSpecs"]:
        assert group["minReplicas"] <= group["replicas"] <= group["maxReplicas"]


@pytest.mark.parametrize("spec", POD_SPECS, ids=["head", "workers"])
def test_pods_are_unprivileged_and_take_secrets_by_reference(spec: dict[str, Any]) -> None:
    assert spec["securityContext"]["runAsNonRoot"] is True
    for container in spec["containers"]:
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        names = {each["name"] for each in container["env"]}
        assert {"FYNQ_DATABASE_URL", "FYNQ_REDIS_URL", "FYNQ_SIGNING_KEY"} <= names
        assert all("secretKeyRef" in each["valueFrom"] for each in container["env"])


def test_no_manifest_but_the_example_holds_a_secret() -> None:
    for path in CLUSTER.glob("*.yaml"):
        for document in yaml.safe_load_all(path.read_text()):
            assert document["apiVersion"]
            if document["kind"] == "Secret":
                assert path.name == "secrets.example.yaml"
                assert all("CHANGE-ME" in value for value in document["stringData"].values())


def test_policies_select_the_graphs_pods() -> None:
    labels = SERVICE["spec"]["rayClusterConfig"]["headGroupSpec"]["template"]["metadata"]["labels"]
    (policy,) = yaml.safe_load_all((CLUSTER / "network-policy.yaml").read_text())
    assert policy["spec"]["podSelector"]["matchLabels"].items() <= labels.items()
    for budget in yaml.safe_load_all((CLUSTER / "disruption-budget.yaml").read_text()):
        chosen = budget["spec"]["selector"]["matchLabels"]
        assert chosen["app.kubernetes.io/name"] == labels["app.kubernetes.io/name"]


def test_image_is_unprivileged_and_has_what_probes_need() -> None:
    lines = (CLUSTER / "image" / "Dockerfile").read_text()
    assert "USER 1000:1000" in lines
    assert "bash wget" in lines
    assert "RAY_SERVE_HAPROXY_BINARY_PATH=/usr/local/bin/fynq-edge-proxy" in lines
    assert (CLUSTER / "image" / "edge-proxy").stat().st_mode & 0o111
