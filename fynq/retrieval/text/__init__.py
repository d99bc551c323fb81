"""From a text to the terms that lexical search compares: words, numbers, formulas."""
