"""The pages that the API serves."""
