"""What calls say that must be said, as a business may style it: the sentences are fixed, none can be emptied.

What each of them must say is in wording_rules.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dialora.domain.consents import ConsentPurpose

LANGUAGES: Final = ("en", "es")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWording:
    """In one language. Slots are written in braces."""

    #: To somebody who calls: who answers, and that it is an AI.
    answering: str
    #: To somebody we call: who calls, that it is an AI, for whom, and what about.
    identification: str
    #: How to stop such calls, within two seconds of it.
    opt_out_offer: str
    #: Where the business can be called back.
    callback_number: str
    #: That the call is recorded, where saying so is enough.
    recorded: str
    #: The same, where they may refuse it.
    recorded_refusable: str
    #: The question, where only a yes lets us.
    recording_question: str
    #: Whether it is a good time.
    ask_continue: str
    #: To somebody for whom it is not.
    not_now: str
    #: To somebody who has said stop; the call ends with it.
    opted_out: str
    #: To a caller before goodbye: whether we may call them.
    consent_question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWords:
    """All that a business words, in every language we speak."""

    wordings: Mapping[str, CallWording]
    #: What callers are asked before goodbye whether we may call them about; None: nobody is asked.
    asks_callers: ConsentPurpose | None = None

    def in_language(self, language: str) -> CallWording:
        """By its BCP 47 tag; English where we have no words."""
        return self.wordings[primary_of(language)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsVersion:
    """What an account's calls say from a moment on. Never changed; each call keeps the number of its own."""

    account_id: str
    version: int
    words: CallWords
    #: A member or an API key, and what it was called then.
    saved_by: str
    saved_by_name: str
    saved_at: datetime


def primary_of(language: str) -> str:
    """The language we have words in that is nearest to this tag."""
    primary = language.split("-")[0].lower()
    return primary if primary in LANGUAGES else "en"


_ENGLISH: Final = CallWording(
    answering="Thanks for calling {seller}. I'm an AI assistant.",
    identification="Hi, this is {agent}, an AI assistant calling for {seller}, about {about}.",
    opt_out_offer="To stop our calls, say stop or press nine.",
    callback_number="You can call us back at {number}.",
    recorded="This call is recorded and transcribed.",
    recorded_refusable="This call is recorded and transcribed; if you mind, just say so.",
    recording_question="May we record and transcribe this call? Please say yes or no.",
    ask_continue="Is now a good time?",
    not_now="Then I won't keep you. Thank you for your time. Goodbye.",
    opted_out="All right, we won't call this number again. Goodbye.",
    consent_question=(
        "Before you go: may {seller} call you at the number you are calling from, about your requests and"
        " appointments? The calls may come from an automated system with an artificial voice, and you can say"
        " stop at any time. Please say yes or no."
    ),
)
_SPANISH: Final = CallWording(
    answering="Gracias por llamar a {seller}. Soy un asistente de inteligencia artificial.",
    identification=(
        "Hola, soy {agent}, un asistente de inteligencia artificial."
        " Llamo de parte de {seller}, sobre {about}."
    ),
    opt_out_offer="Si no quiere más llamadas, diga basta o pulse nueve.",
    callback_number="Puede devolvernos la llamada al {number}.",
    recorded="La llamada se graba y se transcribe.",
    recorded_refusable="La llamada se graba y se transcribe; si no lo desea, dígalo.",
    recording_question="¿Podemos grabar y transcribir la llamada? Diga sí o no, por favor.",
    ask_continue="¿Es buen momento?",
    not_now="Entonces no le molesto más. Gracias por su tiempo. Adiós.",
    opted_out="De acuerdo, no volveremos a llamar a este número. Adiós.",
    consent_question=(
        "Antes de terminar: ¿puede {seller} llamarle al número que usa ahora, sobre sus consultas y citas?"
        " Las llamadas pueden venir de un sistema automático con una voz artificial, y puede decir basta"
        " cuando quiera. Diga sí o no, por favor."
    ),
)
DEFAULTS: Final[Mapping[str, CallWording]] = {"en": _ENGLISH, "es": _SPANISH}
#: Of a business that has worded nothing itself.
OUR_WORDS: Final = CallWords(wordings=DEFAULTS)
