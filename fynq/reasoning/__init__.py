"""PIL, the Process Intelligence Layer: classify, plan, solve, verify, explain."""
