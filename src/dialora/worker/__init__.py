"""Queued and periodic work in: each job calls one service."""
