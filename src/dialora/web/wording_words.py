"""How the sentences of calls, and what each of them must say, are named on a page."""

from __future__ import annotations

from dialora.domain.consents import ConsentPurpose
from dialora.domain.wording_rules import Element

#: Where a sentence is said, in the order of the page, under the heading it stands below.
SECTIONS = (
    ("When somebody calls you", {"answering": "The first words"}),
    (
        "When you call somebody",
        {
            "identification": "The first words, after their hello",
            "opt_out_offer": "How to stop these calls",
            "callback_number": "Where to call back",
            "ask_continue": "Whether it is a good time",
            "not_now": "If it is not a good time",
        },
    ),
    (
        "About the recording",
        {
            "recorded": "Where telling is enough",
            "recorded_refusable": "Where they may refuse",
            "recording_question": "Where only a yes allows it",
        },
    ),
    ("When somebody says stop", {"opted_out": "The last words"}),
    ("Before a caller goes", {"consent_question": "Whether you may call them"}),
)
NAMES = {name: label for _, sentences in SECTIONS for name, label in sentences.items()}

ELEMENTS = {
    Element.AGENT: "the agent's name",
    Element.AI: "that it is an AI",
    Element.SELLER: "your legal name",
    Element.ABOUT: "what it is about",
    Element.SAY_STOP: "“say stop”",
    Element.PRESS_NINE: "“press nine”",
    Element.CALLBACK: "your number",
    Element.RECORDED: "recorded",
    Element.TRANSCRIBED: "transcribed",
    Element.MAY_REFUSE: "that they may refuse",
    Element.ASKS: "a question",
    Element.GOOD_TIME: "a good time",
    Element.NO_MORE_CALLS: "that you will not call again",
    Element.MARKETING: "that there will be offers",
    Element.AUTOMATED: "an automated system",
    Element.ARTIFICIAL_VOICE: "an artificial voice",
    Element.THIS_NUMBER: "which number",
    Element.NOT_A_CONDITION: "that buying does not depend on it",
    Element.MAY_STOP: "that they can stop it",
}

LANGUAGES = {"en": "English", "es": "Spanish"}

#: What callers are asked about before they go.
ASKS = {
    None: "Do not ask callers",
    ConsentPurpose.INFORMATIONAL: "About their requests and appointments",
    ConsentPurpose.ANY: "About anything, offers too",
}
