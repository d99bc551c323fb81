"""The models, by field of physics. Their order does not matter: those that answer must agree."""

from __future__ import annotations

from fynq.reasoning.physics.model import Model
from fynq.reasoning.physics.models import energy, falling, forces, momentum, motion, projectile

MODELS: tuple[Model, ...] = (
    *motion.MODELS,
    *falling.MODELS,
    *projectile.MODELS,
    *forces.MODELS,
    *energy.MODELS,
    *momentum.MODELS,
)
