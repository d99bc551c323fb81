"""The nouns of fynq and its error tree; standard library only."""
