"""HTTP in: parses, calls one service, renders."""
