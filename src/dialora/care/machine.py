"""The doctor looks at this machine: disk, clock, speech models."""

from __future__ import annotations

import asyncio
import shutil
import time
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from dialora.care.finding import Finding, advice, ok, wrong
from dialora.domain.errors import DialoraError
from dialora.providers.stt.whisper import Whisper
from dialora.providers.tts.piper import Piper
from dialora.settings import Settings

#: Two tracks of one byte each, 8,000 times a second.
_BYTES_AN_HOUR: Final = 2 * 8_000 * 3_600
_LOW_HOURS, _EMPTY_HOURS = 50, 2
#: Signed requests are refused by their receivers when they are older than five minutes.
_MOST_APART: Final = timedelta(seconds=30)
_ASKED_S: Final = 5.0
_SENTENCE: Final = "How can I help you?"
#: An answer that comes later than this keeps callers waiting.
_SLOW_S: Final = 1.5


def disk(settings: Settings) -> Finding:
    """Whether the data folder can be written, and for how many more hours of calls."""
    folder = settings.data
    try:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        probe = folder / ".doctor"
        probe.write_bytes(b"ok")
        probe.unlink()
    except OSError as problem:
        return wrong(
            "disk",
            f"{folder} cannot be written: {problem.strerror}.",
            "Set DIALORA_DATA to a folder that can.",
        )
    free = shutil.disk_usage(folder).free
    hours = free // _BYTES_AN_HOUR
    said = f"{free / 1e9:.1f} GB are free in {folder}: about {hours:,} hours of recordings."
    if hours < _EMPTY_HOURS:
        return wrong("disk", said, "Make room now: without it recordings and the database stop.")
    if hours < _LOW_HOURS:
        return advice("disk", said, "Make room soon, or move DIALORA_DATA.")
    return ok("disk", said)


def secrets(settings: Settings) -> Finding:
    """Whether the secret key is safe, and known."""
    if settings.secret_key is not None:
        return ok("secret key", "DIALORA_SECRET_KEY is set.")
    file = settings.data / "secret.key"
    if not file.exists():
        return ok("secret key", f"{file} will be made at the first start.")
    mode = file.stat().st_mode & 0o777
    if mode & 0o077:
        return wrong("secret key", f"Others can read {file} (mode {mode:o}).", f"Run: chmod 600 {file}")
    return advice(
        "secret key", f"{file} is closed to others.", "Keep a copy apart: no backup can be read without it."
    )


async def clock(settings: Settings, now: datetime) -> Finding:
    """Whether this machine's time is that of the world, as the carrier's API says it."""
    if settings.clock_offset_path is not None:
        return wrong(
            "clock",
            f"It is shifted by {settings.clock_offset_path}, which is for tests.",
            "Unset DIALORA_CLOCK_OFFSET_PATH.",
        )
    try:
        async with httpx.AsyncClient(timeout=_ASKED_S) as http:
            answer = await http.head(settings.twilio_api_url)
        apart = abs(parsedate_to_datetime(answer.headers["date"]) - now)
    except (httpx.HTTPError, KeyError, ValueError):
        return advice(
            "clock",
            f"It is {now:%Y-%m-%d %H:%M:%S} UTC; nobody outside could be asked.",
            "Compare it with another clock: signatures and calling hours depend on it.",
        )
    if apart > _MOST_APART:
        return wrong(
            "clock", f"It is off by {apart.total_seconds():.0f} s.", "Let the machine keep time (NTP)."
        )
    return ok(
        "clock", f"It agrees with {settings.twilio_api_url} to {max(1.0, apart.total_seconds()):.0f} s."
    )


async def models() -> Finding:
    """Says a sentence and listens to it: both models, as a call uses them."""
    ears, voice = Whisper(), Piper()
    try:
        await asyncio.gather(ears.warm_up(), voice.warm_up())
        began = time.perf_counter()
        sound = b"".join([piece async for piece in voice.speak(_SENTENCE, language="en-US")])
        heard = await ears.transcribe(sound, language="en-US")
        took = time.perf_counter() - began
    except (DialoraError, ImportError, OSError) as problem:
        return wrong("speech models", f"They do not run: {problem}.", "Run make setup again.")
    finally:
        ears.close()
        voice.close()
    if "help" not in heard.text.lower():
        return wrong("speech models", f"They said and heard “{heard.text}”.", "Run make setup again.")
    said = f"Voice and ears understand each other in {took:.1f} s."
    if took > _SLOW_S:
        return advice(
            "speech models", said, "Callers wait as long: a faster machine, or fewer calls at once."
        )
    return ok("speech models", said)
