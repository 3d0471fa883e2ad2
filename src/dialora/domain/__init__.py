"""The nouns: frozen dataclasses, enums and state machines; standard library only."""
