"""Campaigns: what lines, carriers, crashes and outages do, done on purpose and many times."""
