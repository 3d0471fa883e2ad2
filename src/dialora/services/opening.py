"""How a call must begin: the notices its decision asks for, and what may be kept of it."""

from __future__ import annotations

from dialora.compliance.decision import Decision
from dialora.domain.accounts import Account
from dialora.domain.agents import Agent
from dialora.domain.call_wording import LANGUAGES, OUR_WORDS, CallWording, CallWords
from dialora.ports.notices import Notice, Opening, RecordingRule
from dialora.voice.message_phrases import MessagePhrases, message_phrases_for

#: The strictest last.
_RECORDING = {
    "RECORDING_ANNOUNCE": RecordingRule.ANNOUNCE,
    "RECORDING_ANNOUNCE_AND_ALLOW_REFUSAL": RecordingRule.ANNOUNCE_AND_ALLOW_REFUSAL,
    "RECORDING_EXPLICIT_YES": RecordingRule.EXPLICIT_YES,
}
#: The sentence about it, by its name in a wording.
_SENTENCES = {
    RecordingRule.ANNOUNCE: "recorded",
    RecordingRule.ANNOUNCE_AND_ALLOW_REFUSAL: "recorded_refusable",
    RecordingRule.EXPLICIT_YES: "recording_question",
}


def opening_for(decision: Decision, account: Account, agent: Agent, words: CallWords = OUR_WORDS) -> Opening:
    """Spoken in the agent's language where we have the words, else in English. Raises ValueError for a
    decision that denies: such a call has no beginning."""
    if not decision.allowed:
        raise ValueError("a denied call has no opening")
    language, wording = spoken_language(agent.language), words.in_language(agent.language)
    rule = recording_rule(decision)
    notices = []
    if "AI_DISCLOSURE" in decision.conditions:
        said = wording.answering.format(seller=account.seller)
        notices.append(Notice(kind="ai_disclosure", text=said, language=language))
    if rule is not RecordingRule.OFF:
        kind, said = recording_notice(rule, wording)
        notices.append(Notice(kind=kind, text=said, language=language))
    return Opening(notices=tuple(notices), recording=rule)


def recording_notice(rule: RecordingRule, wording: CallWording) -> tuple[str, str]:
    """What is said about the recording, and which kind of notice that is."""
    kind = "recording_question" if rule is RecordingRule.EXPLICIT_YES else "recording"
    return kind, getattr(wording, _SENTENCES[rule])


def spoken_language(language: str) -> str:
    """The agent's own where we have words in it."""
    return language if language.split("-")[0].lower() in LANGUAGES else "en"


def can_take_message(decision: Decision, language: str) -> bool:
    """Whether a caller for whom no line is free may leave a message: only where the decision allows a
    recording, and we have the words to announce it."""
    return recording_rule(decision) is not RecordingRule.OFF and message_phrases_for(language) is not None


def message_opening(decision: Decision, phrases: MessagePhrases, language: str) -> Opening:
    """How a call begins that only takes a message."""
    rule = recording_rule(decision)
    asked = rule is RecordingRule.EXPLICIT_YES
    about_recording = Notice(
        kind="recording_question" if asked else "recording",
        text=phrases.asks if asked else phrases.recorded,
        language=language,
    )
    who = Notice(kind="ai_disclosure", text=phrases.busy, language=language)
    return Opening(notices=(who, about_recording), recording=rule)


def recording_rule(decision: Decision) -> RecordingRule:
    """How a call may be recorded. Without a condition that says how, nothing is kept."""
    strictest = RecordingRule.OFF
    for condition, rule in _RECORDING.items():
        if condition in decision.conditions:
            strictest = rule
    return strictest
