"""Quantities with units: reading them from a student's text, their dimensions, writing them."""
