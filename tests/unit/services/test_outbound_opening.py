"""What an outgoing call says first follows from its decision, in the agent's language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialora.compliance.decision import Decision, Verdict
from dialora.domain.agents import Purpose
from dialora.domain.phone import PhoneNumber
from dialora.ports.notices import Opening, RecordingRule
from dialora.services.outbound_opening import outbound_opening
from worlds import tenancy

IT = tenancy("Bright Smile Dental", "+12125550123", "dental")
ALWAYS = ("AI_DISCLOSURE", "IDENTIFY_CALLER")


def opening(*conditions: str, language: str = "en-US", about: str = "", **agent: object) -> Opening:
    decision = Decision(
        decision=Verdict.ALLOW_WITH_CONDITIONS,
        reason="OK",
        all_reasons=(),
        conditions=(*ALWAYS, *conditions),
        next_allowed_at=None,
        findings=(),
        rulebook_version="1",
        input_hash="0",
    )
    who = replace(IT.agent, language=language, **agent)
    return outbound_opening(decision, IT.account, who, IT.number.number, about=about)


def said(it: Opening) -> dict[str, str]:
    return {notice.kind: notice.text for notice in it.notices}


def test_seller_ai_and_purpose_come_first() -> None:
    it = opening(about="your cleaning on Thursday")
    assert it.notices[0].kind == "identification"
    words = it.notices[0].text
    for part in ("Robin", "an AI assistant", "Bright Smile Dental LLC", "your cleaning on Thursday"):
        assert part in words
    assert it.awaits_greeting


def test_how_to_stop_comes_right_after_where_the_decision_wants_it() -> None:
    kinds = [notice.kind for notice in opening("OPT_OUT_WITHIN_2S", "ASK_CONTINUE").notices]
    assert kinds == ["identification", "opt_out_offer", "callback_number", "ask_continue"]
    assert "opt_out_offer" not in said(opening())


def test_the_number_to_call_back_is_ours() -> None:
    assert "(212) 555-0123" in said(opening())["callback_number"]


def test_california_hears_that_the_voice_is_artificial() -> None:
    assert "artificial voice" in said(opening("STATE_ARTIFICIAL_VOICE"))["identification"]


@pytest.mark.parametrize(
    ("condition", "kind", "rule"),
    [
        ("RECORDING_ANNOUNCE", "recording", RecordingRule.ANNOUNCE),
        ("RECORDING_EXPLICIT_YES", "recording_question", RecordingRule.EXPLICIT_YES),
    ],
)
def test_the_recording_is_announced_or_asked_for(condition: str, kind: str, rule: RecordingRule) -> None:
    it = opening(condition, "ASK_CONTINUE")
    assert it.recording is rule
    assert [notice.kind for notice in it.notices][-2:] == [kind, "ask_continue"]


def test_a_spanish_agent_speaks_spanish() -> None:
    it = opening("OPT_OUT_WITHIN_2S", "ASK_CONTINUE", "STATE_ARTIFICIAL_VOICE", language="es-US")
    words = said(it)
    assert "inteligencia artificial" in words["identification"]
    assert "La voz que oye es artificial" in words["identification"]
    assert "pulse nueve" in words["opt_out_offer"]
    assert words["ask_continue"] == "¿Es buen momento?"
    assert {notice.language for notice in it.notices} == {"es-US"}


def test_other_languages_are_spoken_to_in_english() -> None:
    assert {notice.language for notice in opening(language="fr-FR").notices} == {"en"}


@pytest.mark.parametrize("purpose", Purpose)
def test_every_call_says_what_it_is_about(purpose: Purpose) -> None:
    assert "about ." not in said(opening(purpose=purpose))["identification"]


def test_a_denied_call_has_no_beginning() -> None:
    denied = Decision(
        decision=Verdict.DENY,
        reason="INTERNAL_DNC",
        all_reasons=("INTERNAL_DNC",),
        conditions=(),
        next_allowed_at=None,
        findings=(),
        rulebook_version="1",
        input_hash="0",
    )
    with pytest.raises(ValueError, match="denied"):
        outbound_opening(denied, IT.account, IT.agent, PhoneNumber("+12125550123"))
