"""The JSON shapes of the API, each defined once."""
