"""One file per step, with its SQL beside it."""
