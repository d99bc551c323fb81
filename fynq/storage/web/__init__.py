"""Documents fetched from the public web, and nothing else from anywhere."""
