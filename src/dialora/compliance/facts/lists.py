"""Which lists of people who are not to be called hold the other party."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DncFacts:
    """Do-not-call lists."""

    national: bool
    #: Of any state.
    state: bool
    #: The account's own list, or the operator's for all accounts.
    internal: bool
    #: Texts to this person were stopped by keyword.
    sms_stop: bool
    #: How old the national list is that was looked through; None: nobody knows, which counts as too old.
    scrub_age_days: float | None
