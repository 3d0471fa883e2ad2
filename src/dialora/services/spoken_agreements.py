"""Callers who are asked before goodbye whether they may be called: the question, and what a yes becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from dialora.compliance import phrases
from dialora.domain.agents import Agent
from dialora.domain.call_wording import CallWords, primary_of
from dialora.domain.calls import Call, Direction, RecordingState, Turn
from dialora.domain.consent_form import FormLanguage
from dialora.domain.consents import Consent, ConsentChannel, ConsentPurpose, ConsentWay
from dialora.domain.errors import Conflict
from dialora.domain.phone import PhoneNumber
from dialora.services.call_history import CallHistory
from dialora.services.call_wordings import words_of_call
from dialora.services.pinned import pinned_agent
from dialora.services.spoken_consents import SpokenConsents
from dialora.store.scope import AccountScope, Store

#: The tools by which a turn shows that it was asked, and answered with yes.
_ASKED: Final = "consent_question"
_ANSWERED: Final = "take_consent"
#: Sound after the last word, so that it is not cut off.
_AFTER_MS: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenAgreements:
    """Nothing is asked that could not be proved: the sound of question and answer is the evidence."""

    store: Store
    spoken: SpokenConsents

    async def question(self, agent: Agent, call_id: str) -> str:
        """The exact words to ask this caller with. Raises NotFound, Conflict where this one is not asked."""
        async with self.store.account(agent.account_id) as scope:
            call = await scope.calls.get(call_id)
            words = await words_of_call(scope, call_id)
            _refuse(call, words)
            if call.peer is not None:
                await _refuse_known(scope, call.peer, words.asks_callers)
            return _question(words, agent, (await scope.account()).seller)

    async def settle(self, account_id: str, call_id: str) -> Consent | None:
        """Put what was agreed in a call that is over on record, with its excerpt; once. None where nothing
        was: not asked, no clear yes, or nothing of the call may be kept. Raises NotFound, Conflict."""
        story = await CallHistory(store=self.store).get(account_id, call_id)
        found = _agreed(story.turns)
        if found is None or story.call.recording is not RecordingState.KEPT or story.call.peer is None:
            return None
        asked, answered = found
        async with self.store.account(account_id) as scope:
            words, agent = await words_of_call(scope, call_id), await pinned_agent(scope, story.call)
            question = _question(words, agent, (await scope.account()).seller)
            known = await scope.consents.for_number(scope.consents.hash_of(story.call.peer))
        language = primary_of(agent.language)
        heard = " ".join(asked.agent_heard_text.split())
        once = any(each.call_id == call_id and each.way is ConsentWay.SPOKEN for each in known)
        clear = phrases.says_yes(answered.caller_text, language) is True
        if once or not clear or words.asks_callers is None or question not in heard:
            return None
        return await self.spoken.record_spoken(
            account_id,
            call_id,
            start_ms=asked.agent_start_ms or 0,
            end_ms=(answered.caller_end_ms or 0) + _AFTER_MS,
            disclosure_text=question,
            words=answered.caller_text,
            purpose=words.asks_callers,
            channels=(ConsentChannel.VOICE,),
            name=story.name or "",
            by=agent.id,
            language=FormLanguage(language),
            only_with_sound=True,
        )


def _refuse(call: Call, words: CallWords) -> None:
    """Raises Conflict where this caller is not asked."""
    if words.asks_callers is None:
        raise Conflict("Callers are not asked.", code="callers_not_asked")
    if call.direction is not Direction.INBOUND or call.peer is None or call.test:
        raise Conflict("Only somebody who calls from a number can be asked.", code="caller_unknown")
    if call.recording is not RecordingState.KEPT:
        raise Conflict("Nothing may be kept of the answer.", code="nothing_kept")


async def _refuse_known(scope: AccountScope, caller: PhoneNumber, purpose: ConsentPurpose | None) -> None:
    """Raises Conflict where this caller has agreed already, or has ever said stop: then they bring it up."""
    if await scope.revocations.of_number(caller):
        raise Conflict("This caller has asked not to be called.", code="person_said_stop")
    known = await scope.consents.for_number(scope.consents.hash_of(caller))
    if any(each.revoked_at is None and each.purpose in (purpose, ConsentPurpose.ANY) for each in known):
        raise Conflict("This caller has agreed before.", code="agreed_before")


def _question(words: CallWords, agent: Agent, seller: str) -> str:
    asked = words.in_language(agent.language).consent_question.format(seller=seller)
    return " ".join(asked.split())


def _agreed(turns: Sequence[Turn]) -> tuple[Turn, Turn] | None:
    """The turn that ended with the question, and the one in which it was answered."""
    for before, turn in pairwise(turns):
        if _did(before, _ASKED) and _did(turn, _ANSWERED):
            return before, turn
    return None


def _did(turn: Turn, tool: str) -> bool:
    return any(use.tool == tool and use.ok for use in turn.tools)
