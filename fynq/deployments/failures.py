"""Ray's failures as fynq's errors. Foreign errors end here."""

from __future__ import annotations

import ray.exceptions as ray_errors
from ray.serve.exceptions import (
    BackPressureError,
    DeploymentUnavailableError,
    RayServeException,
)

from fynq.domain.errors import DeadlineExceeded, FynqError, RoomUnavailable

RESTART_SECONDS = 2.0
FOREIGN = (ray_errors.RayError, RayServeException, TimeoutError, ConnectionError, FynqError)
"""What a call over a handle may raise; anything else is a bug."""


def translated(error: BaseException, room: str) -> FynqError:
    """What a caller of `room` should see instead of `error`."""
    if isinstance(error, FynqError):
        return error
    cause = getattr(error, "cause", None)
    if isinstance(cause, FynqError):
        return cause
    if isinstance(error, BackPressureError):
        return RoomUnavailable(f"{room} is full.", retry_after=error.retry_after_s or 1.0)
    if isinstance(error, DeploymentUnavailableError):
        return RoomUnavailable(f"{room} is not there.", retry_after=5.0)
    if isinstance(error, TimeoutError | ray_errors.GetTimeoutError):
        return DeadlineExceeded(f"{room} took too long.")
    return RoomUnavailable(f"{room} is restarting.", retry_after=RESTART_SECONDS)


def is_death(error: BaseException) -> bool:
    """True when the replica that had the call is gone, so that another may get it."""
    return isinstance(
        error, ray_errors.RayActorError | ray_errors.WorkerCrashedError | ConnectionError
    )
