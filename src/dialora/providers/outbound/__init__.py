"""Requests to addresses that accounts choose, and nowhere near our own network."""
