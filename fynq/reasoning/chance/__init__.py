"""Random experiments read from prose: who or what is drawn, which events are meant, how often."""
