"""A carrier in Twilio's form, at the other end of real wires: what it asks, sends and reports."""

from __future__ import annotations
