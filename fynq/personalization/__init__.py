"""MCP, Multi-Context Personalization: what a student can do and what to teach next."""
