"""A student's own work: read line by line, checked, and its first wrong line explained."""
