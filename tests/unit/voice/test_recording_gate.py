"""What may be held and kept, under each rule, after everything that can happen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialora.domain.calls import RecordingState
from dialora.ports.notices import RecordingRule
from dialora.voice.recording_gate import RecordingGate

ANNOUNCED = (RecordingRule.ANNOUNCE, RecordingRule.ANNOUNCE_AND_ALLOW_REFUSAL)
STEPS = {
    "announcing": RecordingGate.announcing,
    "announced": RecordingGate.announced,
    "yes": lambda gate: gate.answered(yes=True),
    "no": lambda gate: gate.answered(yes=False),
    "refuse": RecordingGate.refuse,
}
_ANY_STEPS = st.lists(st.sampled_from(sorted(STEPS)), max_size=12)


def _after(rule: RecordingRule, steps: list[str]) -> RecordingGate:
    gate = RecordingGate(rule)
    for step in steps:
        STEPS[step](gate)
    return gate


@pytest.mark.parametrize("rule", ANNOUNCED)
def test_an_announced_recording_is_held_from_the_announcement_and_kept_after_it(rule: RecordingRule) -> None:
    gate = RecordingGate(rule)
    assert (gate.holds, gate.keeps) == (False, False)
    gate.announcing()
    assert (gate.holds, gate.keeps) == (True, False)
    gate.announced()
    assert (gate.holds, gate.keeps) == (True, True)


@given(_ANY_STEPS)
def test_where_recording_is_off_nothing_opens_the_gate(steps: list[str]) -> None:
    gate = _after(RecordingRule.OFF, steps)
    assert gate.state is RecordingState.NOT_WANTED
    assert not gate.holds


@given(_ANY_STEPS)
def test_only_a_yes_opens_the_gate_where_one_is_needed(steps: list[str]) -> None:
    gate = _after(RecordingRule.EXPLICIT_YES, steps)
    answers = [step for step in steps if step in ("yes", "no", "refuse")]
    assert gate.keeps is (bool(answers) and answers[0] == "yes" and "refuse" not in answers)
    assert gate.holds is gate.keeps


@given(st.sampled_from(ANNOUNCED), _ANY_STEPS)
def test_an_announcement_that_was_not_heard_keeps_nothing(rule: RecordingRule, steps: list[str]) -> None:
    gate = _after(rule, steps)
    if gate.keeps:
        assert "announcing" in steps
        assert "announced" in steps[steps.index("announcing") :]


@given(st.sampled_from(list(RecordingRule)), _ANY_STEPS, _ANY_STEPS)
def test_after_a_refusal_nothing_opens_the_gate_again(
    rule: RecordingRule, before: list[str], after: list[str]
) -> None:
    gate = _after(rule, [*before, "refuse", *after])
    assert not gate.holds
    assert not gate.keeps


def test_a_refusal_is_new_only_once() -> None:
    gate = RecordingGate(RecordingRule.ANNOUNCE)
    assert gate.refuse() is True
    assert gate.refuse() is False
    assert RecordingGate(RecordingRule.OFF).refuse() is False
