"""What students wrongly believe, as rules that write what such a student would write."""
