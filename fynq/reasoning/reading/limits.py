"""How large a text, a tree and a number may be before fynq declines to read them."""

MAX_CHARS = 4_000
MAX_TOKENS = 500
MAX_DEPTH = 40
MAX_DIGITS = 60
MAX_RESULT_DIGITS = 2_500
MAX_FACTORIAL = 1_000
MAX_MATRIX = 8
