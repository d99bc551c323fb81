"""The knowledge that a new school begins with: skills, concept notes and practice items."""

from fynq.operations.starter.read import Starter, StarterNote, read_starter, starter_id

__all__ = ["Starter", "StarterNote", "read_starter", "starter_id"]
