"""What the sentences of a call must say, in whatever words: the law's list, checked before any is spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dialora.domain.call_wording import LANGUAGES, CallWords
from dialora.domain.consents import ConsentPurpose
from dialora.domain.denials import deception_in
from dialora.domain.errors import InvalidFields

#: A sentence that is longer is not listened to; the question about further calls has much to say.
LONGEST: Final = 200
LONGEST_QUESTION: Final = 500
#: After a stop one sentence is said, and the line is free within three seconds of it.
LONGEST_CONFIRMATION: Final = 120


class Element(StrEnum):
    """What a sentence must say, in the order in which it is read."""

    AGENT = "agent"
    AI = "ai"
    SELLER = "seller"
    ABOUT = "about"
    SAY_STOP = "say_stop"
    PRESS_NINE = "press_nine"
    CALLBACK = "callback"
    RECORDED = "recorded"
    TRANSCRIBED = "transcribed"
    MAY_REFUSE = "may_refuse"
    ASKS = "asks"
    GOOD_TIME = "good_time"
    NO_MORE_CALLS = "no_more_calls"
    MARKETING = "marketing"
    AUTOMATED = "automated"
    ARTIFICIAL_VOICE = "artificial_voice"
    THIS_NUMBER = "this_number"
    NOT_A_CONDITION = "not_a_condition"
    MAY_STOP = "may_stop"


@dataclass(frozen=True, slots=True)
class Check:
    """One element of the list, in one sentence."""

    sentence: str
    element: Element
    there: bool


_WANTED: Final[Mapping[str, tuple[Element, ...]]] = {
    "answering": (Element.SELLER, Element.AI),
    "identification": (Element.AGENT, Element.AI, Element.SELLER, Element.ABOUT),
    "opt_out_offer": (Element.SAY_STOP, Element.PRESS_NINE),
    "callback_number": (Element.CALLBACK,),
    "recorded": (Element.RECORDED, Element.TRANSCRIBED),
    "recorded_refusable": (Element.RECORDED, Element.TRANSCRIBED, Element.MAY_REFUSE),
    "recording_question": (Element.RECORDED, Element.TRANSCRIBED, Element.ASKS),
    "ask_continue": (Element.GOOD_TIME, Element.ASKS),
    "not_now": (),
    "opted_out": (Element.NO_MORE_CALLS,),
    "consent_question": (
        *(Element.SELLER, Element.THIS_NUMBER, Element.AUTOMATED, Element.ARTIFICIAL_VOICE, Element.ASKS),
    ),
}
#: What more a question must say that asks for marketing calls (47 CFR 64.1200(f)(9)).
_FOR_MARKETING: Final = (Element.MARKETING, Element.NOT_A_CONDITION, Element.MAY_STOP)

_SLOTS: Final = {
    Element.AGENT: "agent",
    Element.SELLER: "seller",
    Element.ABOUT: "about",
    Element.CALLBACK: "number",
}
#: What shows that a sentence says it. A false "there" is worse than a false "missing", so they are narrow.
_SAYS: Final[Mapping[str, Mapping[Element, str]]] = {
    "en": {
        Element.AI: r"\b(AI|artificial|automated)\b",
        Element.SAY_STOP: r"\bstop\b(?! (by|in|over)\b)",
        Element.PRESS_NINE: r"\b(nine|9)\b",
        Element.RECORDED: r"\brecord(ed|ing|s)?\b",
        Element.TRANSCRIBED: r"\b(transcri(be|bed|bing|pt|pts)|writ(e|ten) down)\b",
        Element.MAY_REFUSE: r"\b(if you mind|say so|rather not|tell me|let me know|say no|object|refuse)\b",
        Element.ASKS: r"\?",
        Element.GOOD_TIME: r"\b(good|right|convenient|free|have)\b[^?]{0,20}\b(time|moment|minute)\b"
        r"|\b(may|can) (I|we) (go on|continue|talk)\b",
        Element.NO_MORE_CALLS: r"\b(won't|won’t|will not|never|no longer)\b[^.]{0,25}\b(call|phone|contact)"
        r"|\bno (more|further) calls\b|\b(off|from) our (list|calling list)\b",
        Element.MARKETING: r"\b(marketing|advertis\w+|sales|promotion\w*|offers)\b",
        Element.AUTOMATED: r"\bauto(mated|matic|matically|dial\w*)\b",
        Element.ARTIFICIAL_VOICE: r"\b(artificial|AI-generated|prerecorded)\b[^.]{0,40}\bvoices?\b",
        Element.THIS_NUMBER: r"\bnumber (I|you|above|given|provided)\b",
        Element.NOT_A_CONDITION: r"\bnot (a condition of|required)\b[^.]{0,60}\b(purchas\w+|buy\w*)\b",
        Element.MAY_STOP: r"\b(stop|withdraw|revoke|opt out)\b",
    },
    "es": {
        Element.AI: r"\b(IA|artificial|automatizad[oa])\b",
        Element.SAY_STOP: r"\b(basta|alto|pare)\b",
        Element.PRESS_NINE: r"\b(nueve|9)\b",
        Element.RECORDED: r"\bgrab(a|ad[oa]|ar|amos|ando|aremos)\b",
        Element.TRANSCRIBED: r"\btranscri(be|bir|bimos|ta|to|pción)\b",
        Element.MAY_REFUSE: r"\b(no lo desea|dígalo|digalo|prefiere|avíse(nos|me)|oponerse|diga que no)\b",
        Element.ASKS: r"\?",
        Element.GOOD_TIME: r"\bbuen momento\b|\btiene (un|tiempo)\b|\bpuedo (seguir|continuar)\b",
        Element.NO_MORE_CALLS: r"\bno (le |te |les )?(volver\w+|vamos) a (llamar|contactar|marcar)"
        r"|\bno (le |te )?llamaremos\b|\bno recibirá más llamadas\b",
        Element.MARKETING: r"\b(marketing|publicidad|publicitari\w+|ventas|promocion\w*|ofertas)\b",
        Element.AUTOMATED: r"\bautom(átic\w+|atizad\w+)\b",
        Element.ARTIFICIAL_VOICE: r"\b(voz|voces)\b[^.]{0,40}\b(artificial\w*|pregrabad\w+|inteligencia)\b",
        Element.THIS_NUMBER: r"\bnúmero (que|de teléfono que|indicad\w+|dad\w+)\b",
        Element.NOT_A_CONDITION: r"\bno es (una )?(condición|requisito|necesario)\b[^.]{0,60}"
        r"\b(compra\w*|adquirir)\b",
        Element.MAY_STOP: r"\b(alto|stop|retirar|revocar|cancelar|dejar de recibir)\b",
    },
}
#: Elements that a "not" before them turns into the opposite.
_TURNED_ROUND: Final = frozenset(
    {
        *(Element.AI, Element.SAY_STOP, Element.PRESS_NINE, Element.RECORDED, Element.TRANSCRIBED),
        *(Element.AUTOMATED, Element.ARTIFICIAL_VOICE),
    }
)
_DENIED: Final = re.compile(
    r"(\b(never|no|not|without|neither|nor|sin|nunca|jamás|ni)|n['’]t)\s+"
    r"((an?|the|any|be|being|is|ever|to|do|have|una?|se|la|lo|está|es|que|say|press|diga|pulse|or|o)\s+)*$",
    re.IGNORECASE,
)
#: "If you would rather not be recorded" denies nothing.
_CONDITION: Final = re.compile(r"\b(if|si)\b[^.;!?]*", re.IGNORECASE)
#: A good time is asked for, not a bad one: a yes must mean "go on".
_BAD_TIME: Final = re.compile(r"\b(bad|busy|wrong|mal|ocupad[oa])\b", re.IGNORECASE)
_SLOT: Final = re.compile(r"\{([^{}]*)\}")
#: What is told where an element is missing.
_MISSING: Final[Mapping[Element, str]] = {
    Element.AI: "It must say that an AI calls.",
    Element.SAY_STOP: "It must say how calls are stopped: by saying stop, and by pressing nine.",
    Element.PRESS_NINE: "It must say how calls are stopped: by saying stop, and by pressing nine.",
    Element.RECORDED: "It must say that the call is recorded.",
    Element.TRANSCRIBED: "It must say that the call is transcribed.",
    Element.MAY_REFUSE: "It must say that they may refuse the recording.",
    Element.ASKS: "It must be a question.",
    Element.GOOD_TIME: "It must ask whether it is a good time, so that a yes means that you may go on.",
    Element.NO_MORE_CALLS: "It must say that the number is not called again.",
    Element.MARKETING: "It must say that the calls may be marketing.",
    Element.AUTOMATED: "It must say that an automated system may call.",
    Element.ARTIFICIAL_VOICE: "It must say that the voice may be artificial.",
    Element.THIS_NUMBER: "It must say at which number.",
    Element.NOT_A_CONDITION: "It must say that this is not a condition of any purchase.",
    Element.MAY_STOP: "It must say that they can stop it.",
}


def checklist(words: CallWords, language: str) -> tuple[Check, ...]:
    """Every element that must be said in this language, and whether its sentence says it."""
    wording = words.wordings[language]
    return tuple(
        Check(name, element, _says(getattr(wording, name), element, language))
        for name in _WANTED
        for element in _wanted(name, words)
    )


def problems(words: CallWords) -> dict[str, str]:
    """What is wrong with which sentence, by its JSON pointer."""
    return {
        f"/wordings/{language}/{name}": problem
        for language in LANGUAGES
        for name, problem in _problems(words, language)
    }


def check(words: CallWords) -> CallWords:
    """The words themselves. Raises InvalidFields where a sentence is empty, too long, lacks a slot or has one
    that does not exist, leaves out what must be said, or says the opposite of it."""
    wrong = problems(words)
    if wrong:
        raise InvalidFields(wrong)
    return words


def _problems(words: CallWords, language: str) -> Iterator[tuple[str, str]]:
    wording = words.wordings[language]
    for name in _WANTED:
        text = getattr(wording, name)
        problem = _form_problem(name, text) or _content_problem(name, text, words, language)
        if problem is not None:
            yield name, problem


def _form_problem(name: str, text: str) -> str | None:
    most = {"consent_question": LONGEST_QUESTION, "opted_out": LONGEST_CONFIRMATION}.get(name, LONGEST)
    needed = {_SLOTS[element] for element in _WANTED[name] if element in _SLOTS}
    there = set(_SLOT.findall(text))
    if not text.strip():
        return "This sentence cannot be left out."
    if len(text) > most:
        return f"This sentence has at most {most} characters."
    if not text.isprintable():
        return "A sentence has no line breaks, and no signs that cannot be read."
    if missing := sorted(needed - there):
        return f"It must have the slot {{{missing[0]}}}."
    if unknown := sorted(there - needed):
        return f"There is no slot {{{unknown[0]}}} in this sentence."
    if "{" in _SLOT.sub("", text) or "}" in _SLOT.sub("", text):
        return "Braces are for slots only."
    return None


def _content_problem(name: str, text: str, words: CallWords, language: str) -> str | None:
    deception = deception_in(text)
    if deception is not None:
        return deception
    said = _SLOT.sub(" ", text)
    if _turned_round(said, Element.AI, language):
        return "It may not deny that an AI speaks (policy clauses C30, C32)."
    if _turned_round(said, Element.RECORDED, language):
        return "It may not say that the call is not recorded (policy clause C34)."
    for element in _wanted(name, words):
        if element not in _SLOTS and not _says(text, element, language):
            return _MISSING[element]
    return None


def _wanted(name: str, words: CallWords) -> tuple[Element, ...]:
    marketing = words.asks_callers not in (None, ConsentPurpose.INFORMATIONAL)
    return (*_WANTED[name], *(_FOR_MARKETING if name == "consent_question" and marketing else ()))


def _says(text: str, element: Element, language: str) -> bool:
    if element in _SLOTS:
        return f"{{{_SLOTS[element]}}}" in text
    said = _SLOT.sub(" ", text)
    if element is Element.GOOD_TIME and _BAD_TIME.search(said):
        return False
    found = re.search(_SAYS[language][element], said, re.IGNORECASE)
    return found is not None and not _turned_round(said, element, language)


def _turned_round(said: str, element: Element, language: str) -> bool:
    """Whether somewhere the very opposite is said."""
    if element not in _TURNED_ROUND:
        return False
    pattern, said = _SAYS[language][element], _CONDITION.sub(" ", said)
    return any(_DENIED.search(said[: found.start()]) for found in re.finditer(pattern, said, re.IGNORECASE))
