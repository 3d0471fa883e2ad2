"""The live conversation: hearing, turns, speaking, recording. No vendor, no SQL, no web."""
