"""Pairs of answers that a generator makes by rules: the same answer in another form, and near misses."""
