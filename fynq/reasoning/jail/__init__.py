"""Runs programs that models wrote: an own small language is the first wall, a process the second."""
