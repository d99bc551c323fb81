"""Hints on a ladder: restate, concept, next step, worked neighbour."""
