"""The form on which people agree to be called: its wording in each language, and the law's list of what that
must say before it may be published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialora.domain.consents import ConsentChannel, ConsentPurpose, sha256_of

LONGEST_WORDING = 4_000
LONGEST_LINE = 200
#: Stands in a wording for who calls.
SELLER_SLOT = "{seller}"


class FormLanguage(StrEnum):
    ENGLISH = "en"
    SPANISH = "es"


class Element(StrEnum):
    """What written consent to calls must say (47 CFR 64.1200(f)(9); 15 USC 7001), in the order it is read."""

    SELLER = "seller"
    MARKETING = "marketing"
    AUTOMATED = "automated"
    ARTIFICIAL_VOICE = "artificial_voice"
    NUMBER = "number"
    NOT_A_CONDITION = "not_a_condition"
    SIGNATURE = "signature"
    STOP = "stop"
    TEXT_RATES = "text_rates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What the form says in one language."""

    title: str
    #: Above the fields: what somebody gets for agreeing.
    intro: str
    #: Beside the tick: what they agree to.
    disclosure: str
    button: str
    thanks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContent:
    """All of a form that its business words itself."""

    purpose: ConsentPurpose
    channels: tuple[ConsentChannel, ...]
    wordings: Mapping[FormLanguage, Wording]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentForm:
    """An account's form: its address, what is being written, and whether it takes answers."""

    id: str
    account_id: str
    #: The last part of its public address.
    address: str
    draft: FormContent
    open: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FormVersion:
    """A form as it was published. Never changed."""

    form_id: str
    account_id: str
    version: int
    content: FormContent
    #: The legal name that it asks for, as it was then.
    seller: str
    published_by: str
    published_at: datetime

    def disclosure(self, language: FormLanguage) -> str:
        """As it is read."""
        return self.content.wordings[language].disclosure.replace(SELLER_SLOT, self.seller)

    def name(self, language: FormLanguage) -> str:
        """How a consent names the text that was shown."""
        return f"{self.form_id}/{self.version}/{language.value}"

    def hash(self, language: FormLanguage) -> str:
        return sha256_of(self.disclosure(language))


@dataclass(frozen=True, slots=True)
class Check:
    """One element of the law's list."""

    element: Element
    there: bool


#: What shows that a wording says it. Each needs one of its patterns; a false "there" is worse than a false
#: "missing", so they are narrow.
_SAYS: Mapping[FormLanguage, Mapping[Element, tuple[str, ...]]] = {
    FormLanguage.ENGLISH: {
        Element.MARKETING: (r"\b(marketing|advertis\w+|telemarketing|sales|promotion\w*)\b",),
        Element.AUTOMATED: (r"\bauto(mated|matic|matically|dial\w*)\b",),
        Element.ARTIFICIAL_VOICE: (r"\b(artificial|AI[- ]generated|prerecorded)\b[^.]{0,40}\bvoices?\b",),
        Element.NUMBER: (
            r"\b(phone |telephone |mobile )?number (I|you|above|below|given|provided|entered)\b",
        ),
        Element.NOT_A_CONDITION: (
            r"\bnot (a condition of|required)\b[^.]{0,60}\b(purchas\w+|buy\w*)\b",
            r"\bdo not have to (agree|consent|sign)\b[^.]{0,60}\b(purchas\w+|buy\w*)\b",
        ),
        Element.SIGNATURE: (r"\b(electronic(ally)?|my) sign\w*\b", r"\bsign\w* electronically\b"),
        Element.STOP: (r"\b(stop|withdraw|revoke|opt[- ]out|cancel)\b",),
        Element.TEXT_RATES: (r"\b(message|msg)\b[^.]{0,20}\bdata\b[^.]{0,20}\brates\b",),
    },
    FormLanguage.SPANISH: {
        Element.MARKETING: (r"\b(marketing|publicidad|publicitari\w+|telemarketing|ventas|promocion\w*)\b",),
        Element.AUTOMATED: (r"\bautom(átic\w+|atizad\w+)\b",),
        Element.ARTIFICIAL_VOICE: (
            r"\b(voz|voces)\b[^.]{0,40}\b(artificial\w*|pregrabad\w+|inteligencia)\b",
        ),
        Element.NUMBER: (r"\bnúmero (que|de teléfono que|arriba|abajo|indicad\w+|dad\w+)\b",),
        Element.NOT_A_CONDITION: (
            r"\bno es (una )?(condición|requisito|necesario)\b[^.]{0,60}\b(compra\w*|adquirir)\b",
        ),
        Element.SIGNATURE: (r"\bfirm\w*\b[^.]{0,40}\belectrónic\w*\b", r"\bmi firma\b"),
        Element.STOP: (r"\b(alto|stop|retirar|revocar|cancelar|dejar de recibir)\b",),
        Element.TEXT_RATES: (r"\btarifas\b[^.]{0,40}\b(mensajes|datos)\b",),
    },
}
#: Words that turn a promise round: "not automated" names no automated system.
_DENIED = re.compile(
    r"\b(never|no|not|without|sin|nunca|jamás)\s+(an?\s+|una?\s+|be\s+|use\s+)*$", re.IGNORECASE
)


def checklist(content: FormContent, language: FormLanguage) -> tuple[Check, ...]:
    """Every element that this form must say in this language, and whether its disclosure does."""
    wording = content.wordings.get(language)
    text = wording.disclosure if wording else ""
    return tuple(Check(element, _says(text, element, language)) for element in _wanted(content))


def may_be_published(content: FormContent) -> bool:
    """Nothing is missing in any language it is offered in, and every part of it is written."""
    if not content.wordings or not content.channels:
        return False
    written = all(
        part.strip()
        for wording in content.wordings.values()
        for part in (wording.title, wording.disclosure, wording.button, wording.thanks)
    )
    return written and all(
        check.there for language in content.wordings for check in checklist(content, language)
    )


def says_everything(text: str, seller: str, language: FormLanguage = FormLanguage.ENGLISH) -> bool:
    """Whether a text that was read out or shown elsewhere is a whole request for written consent."""
    wanted = [each for each in Element if each not in (Element.SELLER, Element.TEXT_RATES, Element.SIGNATURE)]
    named = seller.casefold() in text.casefold()
    return named and all(_says(text, each, language) for each in wanted)


def _wanted(content: FormContent) -> list[Element]:
    left_out = set()
    if content.purpose is ConsentPurpose.INFORMATIONAL:
        left_out = {Element.MARKETING}
    if ConsentChannel.SMS not in content.channels:
        left_out |= {Element.TEXT_RATES}
    return [element for element in Element if element not in left_out]


def _says(text: str, element: Element, language: FormLanguage) -> bool:
    if element is Element.SELLER:
        return SELLER_SLOT in text
    for pattern in _SAYS[language][element]:
        for found in re.finditer(pattern, text, re.IGNORECASE):
            denied = _DENIED.search(text[: found.start()])
            if element is Element.NOT_A_CONDITION or denied is None:
                return True
    return False
