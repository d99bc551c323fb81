"""Storage that forgets: the same ports, the same contract, no server."""
