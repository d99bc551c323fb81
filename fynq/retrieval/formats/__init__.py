"""Readers: the bytes of an uploaded file to Markdown with LaTeX formulas, one module per format."""
