"""The OpenAI-compatible surface: OpenAI's wire format in, fynq's shapes behind it."""
