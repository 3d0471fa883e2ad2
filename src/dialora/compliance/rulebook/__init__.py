"""The rulebook's tables: facts of the law as data files named `<table>.<in force from>.json`.

A newer file beside an older one takes its place; the older one stays, so that old decisions can be explained.
"""
