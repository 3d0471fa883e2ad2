"""What an outgoing call says first, in the order of the law: who calls and why, how to stop it, where to call
back, whether it is recorded, whether it is a good time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import phonenumbers

from dialora.compliance.decision import Decision
from dialora.compliance.record import read_decision
from dialora.domain.accounts import Account
from dialora.domain.agents import Agent, Purpose
from dialora.domain.call_wording import OUR_WORDS, CallWording, CallWords, primary_of
from dialora.domain.calls import Call, Direction
from dialora.domain.phone import PhoneNumber
from dialora.ports.notices import Notice, Opening, RecordingRule
from dialora.services.opening import opening_for, recording_notice, recording_rule, spoken_language
from dialora.store.scope import AccountScope

#: What a call is about where nobody has said it more exactly.
_ABOUT: Final = {
    "en": {
        Purpose.SUPPORT: "your request",
        Purpose.SCHEDULING: "your appointment",
        Purpose.SALES_OUTREACH: "an offer",
    },
    "es": {
        Purpose.SUPPORT: "su consulta",
        Purpose.SCHEDULING: "su cita",
        Purpose.SALES_OUTREACH: "una oferta",
    },
}
#: Where the law wants the voice itself named (California).
_ARTIFICIAL_VOICE: Final = {
    "en": "You hear an artificial voice.",
    "es": "La voz que oye es artificial.",
}


async def opening_of(
    scope: AccountScope, call: Call, account: Account, agent: Agent, words: CallWords
) -> Opening:
    """How this call must begin, from its decision. Raises NotFound, ValueError for one that denies."""
    decided = await scope.decisions.get(call.decision_id or "")
    decision = read_decision(decided.payload)
    attempt = await scope.attempts.of_call(call.id) if call.direction is Direction.OUTBOUND else None
    if attempt is None:
        return opening_for(decision, account, agent, words)
    return outbound_opening(decision, account, agent, call.number, about=attempt.about, words=words)


def outbound_opening(
    decision: Decision,
    account: Account,
    agent: Agent,
    our_number: PhoneNumber | None,
    *,
    about: str = "",
    words: CallWords = OUR_WORDS,
) -> Opening:
    """In the agent's language where we have the words, else in English."""
    if not decision.allowed:
        raise ValueError("a denied call has no opening")
    language, wording = spoken_language(agent.language), words.in_language(agent.language)
    rule = recording_rule(decision)
    about = about or _ABOUT[primary_of(language)][agent.purpose]
    sentences = _sentences(decision, account, agent, our_number, about, wording, rule)
    return Opening(
        notices=tuple(Notice(kind=kind, text=text, language=language) for kind, text in sentences),
        recording=rule,
        awaits_greeting=True,
        not_now=wording.not_now,
    )


def _sentences(
    decision: Decision,
    account: Account,
    agent: Agent,
    our_number: PhoneNumber | None,
    about: str,
    wording: CallWording,
    rule: RecordingRule,
) -> Iterator[tuple[str, str]]:
    # Whoever calls says who they are, whatever the decision has found.
    who = wording.identification.format(agent=agent.name, seller=account.seller, about=about)
    if "STATE_ARTIFICIAL_VOICE" in decision.conditions:
        who = f"{who} {_ARTIFICIAL_VOICE[primary_of(agent.language)]}"
    yield "identification", who
    if "OPT_OUT_WITHIN_2S" in decision.conditions:
        yield "opt_out_offer", wording.opt_out_offer
    if our_number is not None:
        yield "callback_number", wording.callback_number.format(number=_spoken(our_number))
    if rule is not RecordingRule.OFF:
        yield recording_notice(rule, wording)
    if "ASK_CONTINUE" in decision.conditions:
        yield "ask_continue", wording.ask_continue


def _spoken(number: PhoneNumber) -> str:
    """As it is dialled at home: (212) 555-0123."""
    parsed = phonenumbers.parse(number.e164)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
