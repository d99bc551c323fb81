"""The scoreboard behind fynq eval."""
