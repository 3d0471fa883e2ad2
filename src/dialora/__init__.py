"""Dialora: AI voice agents on the phone, with the acceptable use policy as the program."""
