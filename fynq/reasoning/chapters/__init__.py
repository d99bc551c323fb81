"""Kinds of problems that are read from their own words rather than as a formula with a verb."""
