"""What a carrier is told to do with a call: TwiML, read as Twilio reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from dialora.domain.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """<Connect action><Stream url><Parameter>: audio goes there; when it ends, `action` is asked."""

    url: str
    action: str | None
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructions:
    """A whole document: what is said, where the audio goes, who else is rung."""

    said: str = ""
    stream: Stream | None = None
    dialled: str | None = None
    #: What is asked when the one who was rung has hung up.
    dial_action: str | None = None


def parse(body: str) -> Instructions:
    """Raises Invalid where it is not TwiML."""
    try:
        document = ElementTree.fromstring(body)
    except ElementTree.ParseError as problem:
        raise Invalid(f"not TwiML: {problem}", code="twiml_invalid") from problem
    if document.tag != "Response":
        raise Invalid(f"TwiML begins with <Response>, not <{document.tag}>", code="twiml_invalid")
    said = " ".join("".join(verb.itertext()).strip() for verb in document.iter("Say"))
    dial = document.find("Dial")
    connect = document.find("Connect")
    stream = connect.find("Stream") if connect is not None else None
    return Instructions(
        said=said,
        dialled="".join(dial.itertext()).strip() if dial is not None else None,
        dial_action=dial.get("action") if dial is not None else None,
        stream=None
        if connect is None or stream is None
        else Stream(
            url=stream.get("url", ""),
            action=connect.get("action"),
            parameters={p.get("name", ""): p.get("value", "") for p in stream.iter("Parameter")},
        ),
    )
