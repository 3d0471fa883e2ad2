"""Public fakes for tests: whole calls told as stories, in virtual time."""

from __future__ import annotations

from dialora.testing.calls import World, opening, phone_call
from dialora.testing.dialogue import Fails, ScriptedDialogue, Thinks
from dialora.testing.ear import EnergyEar
from dialora.testing.phone import FakePhone
from dialora.testing.sink import MemorySink
from dialora.testing.speech import ScriptedSpeech
from dialora.testing.virtual_time import VirtualClock, run_story, story

__all__ = [
    "EnergyEar",
    "Fails",
    "FakePhone",
    "MemorySink",
    "ScriptedDialogue",
    "ScriptedSpeech",
    "Thinks",
    "VirtualClock",
    "World",
    "opening",
    "phone_call",
    "run_story",
    "story",
]
