"""Worked examples in a school's own texts: the same problem, or one to do alike."""
