"""Spoken language: dates, times, numbers, names, yes and no."""
