"""Quantities with units, as people and models write them."""
