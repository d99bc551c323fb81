"""The Ray edge: a Replica and a Remote per actor."""
