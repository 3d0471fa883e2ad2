"""Consents that people give themselves: by voice in a call of theirs, and by a word in a text message."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from dialora.domain.calls import Call, Direction, RecordingState
from dialora.domain.consent_form import FormLanguage, says_everything
from dialora.domain.consents import (
    Consent,
    ConsentChannel,
    ConsentLevel,
    ConsentPurpose,
    ConsentWay,
    Evidence,
    Grant,
    Signature,
)
from dialora.domain.errors import Conflict, Invalid, NotFound
from dialora.domain.phone import PhoneNumber
from dialora.services.consents import Consents
from dialora.services.evidence import TEXT, WAV, EvidenceFiles
from dialora.services.recordings import Recordings
from dialora.services.sealed_sound import FRAME_BYTES
from dialora.store.scope import Store

#: An excerpt is what was read out and the answer, not the whole call.
LONGEST_EXCERPT_MS = 180_000
_WAV_HEADER_BYTES = 44
_FRAMES_PER_MS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenConsents:
    """What was said is kept as sound where the call's recording may be kept, and never otherwise."""

    store: Store
    consents: Consents
    evidence: EvidenceFiles
    recordings: Recordings

    async def record_spoken(
        self,
        account_id: str,
        call_id: str,
        *,
        start_ms: int,
        end_ms: int,
        disclosure_text: str,
        words: str,
        purpose: ConsentPurpose,
        channels: tuple[ConsentChannel, ...],
        name: str,
        by: str,
        language: FormLanguage = FormLanguage.ENGLISH,
        only_with_sound: bool = False,
    ) -> Consent:
        """A consent given by whoever called in, between two moments of the call.

        It counts as written and signed by voice where everything that must be read out was, and the sound of
        it is kept; otherwise it is an express one. Raises NotFound, Invalid, Conflict("call_not_inbound"),
        Conflict("caller_unknown"), and where it counts `only_with_sound` Conflict("excerpt_missing").
        """
        if not 0 <= start_ms < end_ms <= start_ms + LONGEST_EXCERPT_MS:
            raise Invalid(
                f"An excerpt has up to {LONGEST_EXCERPT_MS // 60_000} minutes and ends after it begins.",
                field="end_ms",
                code="excerpt_invalid",
            )
        async with self.store.account(account_id) as scope:
            call = await scope.calls.get(call_id)
            seller = (await scope.account()).seller
        caller = _caller_of(call)
        kept = await self._keep(call, start_ms, end_ms, by)
        if only_with_sound and kept is None:
            raise Conflict("Nothing of what was said is kept.", code="excerpt_missing")
        whole = kept is not None and says_everything(disclosure_text, seller, language)
        grant = Grant(
            number=caller,
            name=name,
            level=ConsentLevel.EXPRESS_WRITTEN if whole else ConsentLevel.EXPRESS,
            purpose=purpose,
            channels=channels,
            obtained_at=(call.answered_at or call.created_at) + timedelta(milliseconds=end_ms),
            way=ConsentWay.SPOKEN,
            authorizes_artificial_voice=whole,
            not_condition_of_purchase=whole,
            consumer_initiated=True,
            signature=Signature.VOICE if whole else None,
            disclosure_text=disclosure_text if call.recording is RecordingState.KEPT else "",
            words=words if call.recording is RecordingState.KEPT else "",
            evidence_ids=(kept.id,) if kept else (),
            call_id=call_id,
        )
        return await self.consents.record(account_id, grant, by=by)

    async def record_keyword(
        self,
        account_id: str,
        number: PhoneNumber,
        *,
        text: str,
        disclosure_text: str = "",
        purpose: ConsentPurpose = ConsentPurpose.INFORMATIONAL,
        channels: tuple[ConsentChannel, ...] = (ConsentChannel.SMS,),
        name: str = "",
        by: str = "sms",
        language: FormLanguage = FormLanguage.ENGLISH,
    ) -> Consent:
        """A consent by a text that somebody sent us. `disclosure_text` is what told them what they agree to:
        where it says everything that written consent must say, their answer signs it."""
        message = text.encode() or b" "
        kept = await self.evidence.keep(account_id, message, media_type=TEXT, name="text message.txt", by=by)
        async with self.store.account(account_id) as scope:
            seller = (await scope.account()).seller
        whole = says_everything(disclosure_text, seller, language)
        grant = Grant(
            number=number,
            name=name,
            level=ConsentLevel.EXPRESS_WRITTEN if whole else ConsentLevel.EXPRESS,
            purpose=purpose,
            channels=channels,
            obtained_at=self.consents.clock.now(),
            way=ConsentWay.KEYWORD,
            authorizes_artificial_voice=whole,
            not_condition_of_purchase=whole,
            consumer_initiated=True,
            signature=Signature.TEXT_MESSAGE if whole else None,
            disclosure_text=disclosure_text,
            words=text,
            evidence_ids=(kept.id,),
        )
        return await self.consents.record(account_id, grant, by=by)

    async def _keep(self, call: Call, start_ms: int, end_ms: int, by: str) -> Evidence | None:
        excerpt = await self._excerpt(call, start_ms, end_ms)
        if not excerpt:
            return None
        name = f"{call.id} {start_ms}-{end_ms} ms.wav"
        return await self.evidence.keep(call.account_id, excerpt, media_type=WAV, name=name, by=by)

    async def _excerpt(self, call: Call, start_ms: int, end_ms: int) -> bytes | None:
        """Sound of a kept recording as a WAV file; None where nothing of it is kept."""
        if call.recording is not RecordingState.KEPT:
            return None
        first = _WAV_HEADER_BYTES + start_ms * _FRAMES_PER_MS * FRAME_BYTES
        wanted = (end_ms - start_ms) * _FRAMES_PER_MS * FRAME_BYTES
        sound = bytearray()
        try:
            async for part in self.recordings.wav(call.account_id, call.id, first=first):
                sound += part
                if len(sound) >= wanted:
                    break
        except NotFound:
            return None
        return await asyncio.to_thread(_wav, bytes(sound[:wanted])) if sound else None


def _caller_of(call: Call) -> PhoneNumber:
    if call.direction is not Direction.INBOUND:
        raise Conflict("Only whoever calls in can agree by voice.", code="call_not_inbound")
    if call.peer is None:
        raise Conflict("This caller withheld their number.", code="caller_unknown")
    return call.peer


def _wav(pcm: bytes) -> bytes:
    return b"".join(_parts(pcm))


def _parts(pcm: bytes) -> Iterator[bytes]:
    rate = _FRAMES_PER_MS * 1000
    yield struct.pack("<4sI4s", b"RIFF", _WAV_HEADER_BYTES - 8 + len(pcm), b"WAVE")
    channels = FRAME_BYTES // 2
    yield struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, rate, rate * FRAME_BYTES, FRAME_BYTES, 16)
    yield struct.pack("<4sI", b"data", len(pcm))
    yield pcm
