"""Quantities with units, the laws between them, and the situations in which the laws hold."""
