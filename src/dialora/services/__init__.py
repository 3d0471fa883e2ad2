"""Use cases: one frozen class per noun, its verbs as methods."""
