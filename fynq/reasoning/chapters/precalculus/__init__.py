"""College algebra and precalculus, one file for each kind of problem."""
