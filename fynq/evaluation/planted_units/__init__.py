"""Workings with units, right or with one planted mistake, as a measure of the check of units."""
