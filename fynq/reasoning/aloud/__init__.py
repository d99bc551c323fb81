"""Formulas in words, and in plain signs."""
