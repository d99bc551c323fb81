"""fynq resolves students' doubts: solved, verified, explained with sources."""

__version__ = "0.1.0"
