"""Principals, passwords, tokens, roles."""
