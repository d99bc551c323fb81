"""Documents of strangers are read in a process that can reach nothing and ends in time."""
