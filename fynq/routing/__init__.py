"""The LLM orchestrator: which model answers, and what happens when it fails."""
