"""One file per model vendor, and the built-in model."""
