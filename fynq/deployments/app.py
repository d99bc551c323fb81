"""The graph: which deployments there are and who calls whom."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, field_validator
from ray import serve
from ray.serve import Application, Deployment
from ray.serve.config import RequestRouterConfig

from fynq.deployments.gateway import GatewayReplica
from fynq.deployments.indexer import IndexerReplica
from fynq.deployments.personalizer import PersonalizerReplica
from fynq.deployments.reasoner import ReasonerReplica
from fynq.deployments.retriever import RetrieverReplica
from fynq.deployments.router import RouterReplica
from fynq.deployments.worker import WorkerReplica
from fynq.settings import Placement, Room, Settings

_FROM_THE_ENVIRONMENT = frozenset({"database_url", "redis_url", "signing_key", "data_dir"})
ROOMS: tuple[Room, ...] = ("personalizer", "router", "reasoner", "retriever", "indexer", "worker")


class Placements(BaseModel):
    """Where each room lives: in an actor of its own, or inside the process that uses it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    personalizer: Placement = "actor"
    retriever: Placement = "actor"
    reasoner: Placement = "actor"
    router: Placement = "actor"
    indexer: Placement = "actor"
    worker: Placement = "actor"


class GraphArgs(BaseModel):
    """The args of the Serve config. settings: overrides of fynq.settings, without secrets."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    placement: Placements = Placements()
    settings: dict[str, Any] = {}
    logs: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"

    @field_validator("settings")
    @classmethod
    def _no_secrets(cls, settings: dict[str, Any]) -> dict[str, Any]:
        for name in settings:
            if name in _FROM_THE_ENVIRONMENT:
                raise ValueError(f"{name} comes from the environment, as FYNQ_{name.upper()}")
            if name not in Settings.model_fields:
                raise ValueError(f"{name} is no setting")
        return settings


def build(args: GraphArgs) -> Application:
    """What `import_path: fynq.deployments.app:build` names in a Serve config."""
    return compose(args, {})


def compose(args: GraphArgs, options: Mapping[str, Mapping[str, Any]]) -> Application:
    """options: by deployment name, what the Serve config's `deployments` changes."""
    logging = {"log_level": args.logs, "enable_access_log": False}

    def deployment(replica: type[Any], name: str, **defaults: Any) -> Deployment:
        made = serve.deployment(
            replica,
            name=name,
            **{**_EVERY, **defaults, "logging_config": logging},
        )
        return made.options(**options[name]) if options.get(name) else made

    overrides = args.settings
    placed = args.placement.model_dump()
    buckets = 1 if _single(options.get("personalizer", {})) else 8
    handles: dict[str, Application] = {}

    def place(room: Room, make: Callable[[], Application]) -> None:
        if placed[room] == "actor":
            handles[room] = make()

    def among(*rooms: Room) -> dict[str, Application]:
        return {room: handles[room] for room in rooms if room in handles}

    place(
        "personalizer",
        lambda: deployment(
            PersonalizerReplica, "personalizer", request_router_config=_BY_STUDENT
        ).bind(overrides),
    )
    place("router", lambda: deployment(RouterReplica, "router", **_STREAMS).bind(overrides))
    place(
        "reasoner",
        lambda: deployment(ReasonerReplica, "reasoner", **_STREAMS).bind(
            overrides, handles.get("router")
        ),
    )
    place(
        "retriever",
        lambda: deployment(RetrieverReplica, "retriever", **_HEAVY).bind(overrides),
    )
    place(
        "indexer",
        lambda: deployment(IndexerReplica, "indexer", num_replicas=1).bind(
            overrides, handles.get("retriever")
        ),
    )
    used: tuple[Room, ...] = ("personalizer", "retriever", "reasoner", "router", "indexer")
    place(
        "worker",
        lambda: deployment(WorkerReplica, "worker").bind(overrides, among(*used), buckets),
    )
    gateway = deployment(serve.ingress()(GatewayReplica), "gateway", **_INGRESS)
    return gateway.bind(overrides, among(*used, "worker"), buckets, placed["worker"] == "inline")


def _single(options: Mapping[str, Any]) -> bool:
    return "autoscaling_config" not in options and options.get("num_replicas") in {None, 1}


_EVERY: Mapping[str, Any] = {
    "max_ongoing_requests": 64,
    "max_queued_requests": 512,
    "max_constructor_retry_count": 3,
    "health_check_period_s": 2,
    "health_check_timeout_s": 10,
    "graceful_shutdown_timeout_s": 10,
    "graceful_shutdown_wait_loop_s": 0.5,
    "ray_actor_options": {"num_cpus": 0.05},
}
_STREAMS: Mapping[str, Any] = {"max_ongoing_requests": 128}
_HEAVY: Mapping[str, Any] = {"ray_actor_options": {"num_cpus": 0.2}}
_INGRESS: Mapping[str, Any] = {
    "max_ongoing_requests": 512,
    "max_queued_requests": 1024,
    "graceful_shutdown_timeout_s": 20,
    "ray_actor_options": {"num_cpus": 0.1},
}
_BY_STUDENT = RequestRouterConfig(
    request_router_class="ray.serve.experimental.consistent_hash_router.ConsistentHashRouter"
)
