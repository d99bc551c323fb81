"""The main path: from a doubt to its answer."""
