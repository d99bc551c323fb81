"""Physical laws as data: symbols, relations, when they hold."""
