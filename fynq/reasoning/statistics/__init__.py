"""What the chapters on statistics and probability share: their prose, their distributions, their answers."""
