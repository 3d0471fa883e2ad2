"""The law as pure functions: intent and facts in, a decision out."""
