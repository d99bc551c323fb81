"""Pure functions from batches of learning events to rollups."""
