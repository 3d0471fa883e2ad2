"""Texts that come in: STOP, START, HELP, a stop in other words, the code of the public page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dialora.compliance.clearance import Clearance
from dialora.compliance.intent import CallIntent, CallPurpose, Channel, VoiceType
from dialora.compliance.phrases import opts_out
from dialora.domain.accounts import Account
from dialora.domain.calls import Direction, Line
from dialora.domain.do_not_call import SmsChoice, StopChannel, StopVia
from dialora.domain.errors import Forbidden, NotFound
from dialora.domain.numbers import OwnedNumber
from dialora.domain.phone import PhoneNumber
from dialora.domain.texts import YES, Keyword, Said, keyword_of, plain
from dialora.ports.clock import Clock
from dialora.ports.telephony import IncomingText
from dialora.services.gate import CallRefused, Gate
from dialora.services.opt_outs import OptOuts
from dialora.services.revocations import Revocations, Stop, write_stop
from dialora.services.text_words import help_text, started_text, stopped_everywhere_text, stopped_text
from dialora.store.ids import new_id
from dialora.store.scope import Store

#: Texts hold no phrases of another language by chance: both are looked for.
_LANGUAGES = ("en", "es")


class Agreed(Protocol):
    """Takes down what people agree to by a text of their own."""

    async def record_keyword(self, account_id: str, number: PhoneNumber, *, text: str) -> object:
        """They want texts."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAnswer:
    """What is texted back, and the decision that allows it."""

    clearance: Clearance
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    store: Store
    clock: Clock
    gate: Gate
    revocations: Revocations
    opt_outs: OptOuts
    agreed: Agreed | None = None

    async def take(self, text: IncomingText, accounts: frozenset[str]) -> TextAnswer | None:
        """A text to one of our numbers, from a carrier that speaks for these accounts. A stop holds when
        this returns. None: nothing is texted back. Raises NotFound, Forbidden."""
        number = await self._number(text)
        if number.account_id not in accounts:
            raise Forbidden("The carrier speaks for another account.", code="foreign_account")
        async with self.store.account(number.account_id) as scope:
            account = await scope.account()
        said = await self._what(account.id, text)
        answer = await self._act(account, text, said)
        if answer is None or text.answered:
            return None
        return await self._answer(account, number, text.sender, answer)

    async def _what(self, account_id: str, text: IncomingText) -> Said | None:
        said = keyword_of(text.body)
        if said is None:
            stops = next((lang for lang in _LANGUAGES if opts_out(text.body, lang, offered=True)), None)
            return Said(keyword=Keyword.STOP, language=stops) if stops else None
        if plain(text.body) == YES and not await self._stopped(account_id, text.sender):
            return None
        return said

    async def _act(self, account: Account, text: IncomingText, said: Said | None) -> str | None:
        """Do what it says; the words to answer with."""
        if said is None:
            confirmed = await self.opt_outs.confirm(account.id, text.sender, text.body)
            return stopped_everywhere_text(confirmed.language) if confirmed else None
        match said.keyword:
            case Keyword.STOP:
                new = await self._stop(account.id, text)
                return stopped_text(account.seller, said.language) if new else None
            case Keyword.START:
                new = await self._start(account.id, text)
                return started_text(account.seller, said.language) if new else None
            case Keyword.HELP:
                return help_text(account.seller, text.to, said.language)

    async def _stop(self, account_id: str, text: IncomingText) -> bool:
        """Texts stop by the text itself, which START undoes; calls by an entry, which it does not."""
        now = self.clock.now()
        async with self.store.account(account_id) as scope:
            await scope.lock_number(text.sender)
            new = await scope.sms_choices.add_once(self._choice(account_id, text, stopped=True))
            if not new:
                return False
            stop = Stop(via=StopVia.SMS, channel=StopChannel.VOICE)
            stopped = await write_stop(scope, text.sender, stop, now)
        await self.revocations.acknowledge(account_id, text.sender, stopped)
        return True

    async def _start(self, account_id: str, text: IncomingText) -> bool:
        """Texts alone, and as a consent of its own: those from before the stop stay revoked."""
        async with self.store.account(account_id) as scope:
            await scope.lock_number(text.sender)
            new = await scope.sms_choices.add_once(self._choice(account_id, text, stopped=False))
        if new and self.agreed is not None:
            await self.agreed.record_keyword(account_id, text.sender, text=text.body)
        return new

    def _choice(self, account_id: str, text: IncomingText, *, stopped: bool) -> SmsChoice:
        return SmsChoice(
            id=new_id("sms"),
            account_id=account_id,
            number_hash=self.store.keyring.number_hash(text.sender),
            stopped=stopped,
            message_id=text.message_id,
            at=self.clock.now(),
        )

    async def _stopped(self, account_id: str, number: PhoneNumber) -> bool:
        async with self.store.account(account_id) as scope:
            choice = await scope.sms_choices.newest(number)
        return choice is not None and choice.stopped

    async def _answer(
        self, account: Account, number: OwnedNumber, sender: PhoneNumber, words: str
    ) -> TextAnswer | None:
        """An answer is part of the exchange that the other party has begun, as that of a call is."""
        intent = CallIntent(
            account_id=account.id,
            agent_id=number.agent_id,
            direction=Direction.INBOUND,
            channel=Channel.SMS,
            voice=VoiceType.AI,
            line=Line.PHONE,
            purpose=CallPurpose.INBOUND,
            number_id=number.id,
            peer=sender,
            recording_wanted=False,
            reply_to_inbound=True,
        )
        try:
            return TextAnswer(clearance=await self.gate.clear(intent), text=words)
        except CallRefused:
            return None

    async def _number(self, text: IncomingText) -> OwnedNumber:
        async with self.store.platform() as platform:
            number = await platform.numbers.by_number(text.carrier, text.to)
        if number is None:
            raise NotFound("That number is not in service here.", code="number_unknown")
        return number
