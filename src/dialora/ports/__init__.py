"""Protocols between the floors: what the engines need of the world, without knowing who provides it."""
