"""Warm solver processes that can be killed."""
