"""Hints that give the answer away in disguise, and hints that do not, from a seed."""
