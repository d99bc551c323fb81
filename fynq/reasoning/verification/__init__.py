"""Witnesses: checks that do not use the solver's own algorithm."""
