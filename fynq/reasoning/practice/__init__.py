"""Practice items: answers graded, hints and solutions made, variants of problems."""
