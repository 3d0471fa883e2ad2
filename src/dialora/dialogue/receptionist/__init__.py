"""The receptionist: books, answers, takes messages; by rules, without a model."""

from dialora.dialogue.receptionist.prepared import common_sentences
from dialora.dialogue.receptionist.receptionist import Receptionist

__all__ = ["Receptionist", "common_sentences"]
