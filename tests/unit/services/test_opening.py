"""What is said first, and what may be kept, for each decision."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialora.compliance.engine import decide
from dialora.domain.accounts import Account
from dialora.domain.agents import Agent
from dialora.ports.notices import RecordingRule
from dialora.services.opening import opening_for
from unit.compliance.samples import FACTS, INTENT, RULEBOOK
from worlds import tenancy

TENANCY = tenancy("Meadow Lane Dental", "+16145550110", "meadow")
ACCOUNT: Account = TENANCY.account
AGENT: Agent = TENANCY.agent
DECISION = decide(INTENT, FACTS, RULEBOOK)


def test_the_ai_and_the_seller_are_named_before_the_recording() -> None:
    opening = opening_for(DECISION, ACCOUNT, AGENT)
    assert [notice.kind for notice in opening.notices] == ["ai_disclosure", "recording"]
    assert ACCOUNT.seller in opening.notices[0].text
    assert "an AI assistant" in opening.notices[0].text
    assert "recorded" in opening.notices[1].text
    assert opening.recording is RecordingRule.ANNOUNCE


@pytest.mark.parametrize(
    ("condition", "rule", "kind"),
    [
        ("RECORDING_ANNOUNCE", RecordingRule.ANNOUNCE, "recording"),
        (
            "RECORDING_ANNOUNCE_AND_ALLOW_REFUSAL",
            RecordingRule.ANNOUNCE_AND_ALLOW_REFUSAL,
            "recording",
        ),
        ("RECORDING_EXPLICIT_YES", RecordingRule.EXPLICIT_YES, "recording_question"),
    ],
)
@pytest.mark.parametrize("language", ["en-US", "es-MX"])
def test_each_recording_condition_has_its_notice(
    condition: str, rule: RecordingRule, kind: str, language: str
) -> None:
    decision = replace(DECISION, conditions=("AI_DISCLOSURE", condition))
    opening = opening_for(decision, ACCOUNT, replace(AGENT, language=language))
    assert (opening.recording, opening.notices[-1].kind) == (rule, kind)
    assert {notice.language for notice in opening.notices} == {language}


def test_of_several_recording_conditions_the_strictest_holds() -> None:
    decision = replace(DECISION, conditions=("RECORDING_EXPLICIT_YES", "RECORDING_ANNOUNCE"))
    assert opening_for(decision, ACCOUNT, AGENT).recording is RecordingRule.EXPLICIT_YES


def test_without_a_recording_condition_nothing_is_kept_and_nothing_is_said_of_it() -> None:
    decision = decide(replace(INTENT, recording_wanted=False), FACTS, RULEBOOK)
    opening = opening_for(decision, ACCOUNT, AGENT)
    assert opening.recording is RecordingRule.OFF
    assert [notice.kind for notice in opening.notices] == ["ai_disclosure"]


def test_a_language_without_words_is_spoken_in_english() -> None:
    opening = opening_for(DECISION, ACCOUNT, replace(AGENT, language="fi"))
    assert {notice.language for notice in opening.notices} == {"en"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_opening_is_short(language: str) -> None:
    """At the pace of the embedded voice, about three words a second, it stays under eight seconds."""
    decision = replace(DECISION, conditions=("AI_DISCLOSURE", "RECORDING_ANNOUNCE_AND_ALLOW_REFUSAL"))
    opening = opening_for(decision, ACCOUNT, replace(AGENT, language=language))
    assert sum(len(notice.text.split()) for notice in opening.notices) <= 26


def test_a_denied_call_has_no_opening() -> None:
    denied = decide(INTENT, replace(FACTS, number=None), RULEBOOK)
    with pytest.raises(ValueError, match="denied"):
        opening_for(denied, ACCOUNT, AGENT)
