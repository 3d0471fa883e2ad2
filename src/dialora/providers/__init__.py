"""One file, one vendor."""
