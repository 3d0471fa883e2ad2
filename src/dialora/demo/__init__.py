"""A simulated caller that phones the product over the carrier's real wire."""
