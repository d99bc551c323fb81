"""Worked solutions with one planted mistake of a known kind, and how well they are checked."""
