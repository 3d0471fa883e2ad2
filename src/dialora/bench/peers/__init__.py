"""Other products behind the same wire, each run by an environment of its own."""
