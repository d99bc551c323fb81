"""From candidates with raw scores to a ranked, varied, explained list."""
