"""One builder per kind of request: from the formulas of a question to its Problem."""
