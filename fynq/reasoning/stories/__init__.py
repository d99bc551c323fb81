"""Word problems: sentences read as quantities and relations, solved, and put back into the story."""
