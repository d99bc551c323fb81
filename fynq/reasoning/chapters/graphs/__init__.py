"""Functions, lines and curves: what is read off a formula, an equation, or points."""
