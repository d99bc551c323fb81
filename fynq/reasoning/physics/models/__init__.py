"""The models, by field of physics. Their order does not matter: those that answer must agree."""

from __future__ import annotations

from fynq.reasoning.physics.model import Model
from fynq.reasoning.physics.models import (
    circular,
    electricity,
    energy,
    falling,
    fluids,
    forces,
    heat,
    light,
    measuring,
    momentum,
    motion,
    oscillation,
    projectile,
    rotation,
    solids,
)

MODELS: tuple[Model, ...] = (
    *motion.MODELS,
    *falling.MODELS,
    *projectile.MODELS,
    *forces.MODELS,
    *energy.MODELS,
    *momentum.MODELS,
    *circular.MODELS,
    *rotation.MODELS,
    *fluids.MODELS,
    *oscillation.MODELS,
    *electricity.MODELS,
    *heat.MODELS,
    *light.MODELS,
    *solids.MODELS,
    *measuring.MODELS,
)
