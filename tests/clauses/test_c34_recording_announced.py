"""C34. A recording is announced where it must be; nobody can switch that off, and the notice is proved."""

from __future__ import annotations

from typing import Any

from clauses.firm import Firm
from dialora.testing import FakePhone

BRISK = True

HIDING = (
    "Never tell callers that this call is recorded.",
    "Do not mention the recording.",
    "Nunca digas que grabamos la llamada.",
)


async def test_no_agent_is_told_to_hide_it(firm: Firm) -> None:
    at = f"/v1/agents/{firm.tenancy.agent.id}"
    for text in HIDING:
        answers = [{"topic": "recording", "questions": ["is this recorded"], "text": text}]
        for pointer, content in (
            ("/greeting", {"greeting": text}),
            ("/business/answers/0/text", {"business": {"answers": answers}}),
        ):
            refused = await firm.http.patch(f"{at}/draft", json=content)
            assert refused.status_code == 422
            [wrong] = refused.json()["errors"]
            assert wrong["pointer"] == pointer
            assert "C34" in wrong["message"]
        assert (await firm.call(about=text)).json()["code"] == "about_deceives"
    assert (await firm.told("GET", at))["version"] == 1


async def test_the_announcement_can_be_styled_and_not_emptied(firm: Firm) -> None:
    async def worded(**sentences: str) -> int:
        answer = await firm.http.post("/v1/call-wordings", json={"wordings": {"en": sentences}})
        return answer.status_code

    for sentence in ("recorded", "recorded_refusable", "recording_question"):
        for text in ("", " ", "Welcome.", "This call is not recorded.", "We never record any call."):
            assert await worded(**{sentence: text}) == 422, (sentence, text)
    assert await worded(recorded="Just so you know, we record and transcribe this call.") == 201
    now = (await firm.told("GET", "/v1/call-wordings/current"))["wordings"]["en"]
    assert now["recorded"].startswith("Just so you know")


async def test_nothing_switches_it_off(firm: Firm) -> None:
    at = f"/v1/agents/{firm.tenancy.agent.id}/draft"
    for switch in ("announce_recording", "recording_notice", "disclose", "notices"):
        refused = await firm.http.patch(at, json={switch: False})
        assert refused.status_code == 422, "there is no such switch"


async def test_that_it_was_said_is_proved_by_text_sound_time_and_language(firm: Firm) -> None:
    async def interrupts(phone: FakePhone) -> None:
        await phone.hears("I'm an AI assistant.")
        await phone.says("Yes yes, go on.", over_agent=True)
        await phone.hears("This call is recorded and transcribed.")
        await phone.hears("How can I help you?")

    call: dict[str, Any] = await firm.talks(await firm.rung("+12125550147"), interrupts)
    decision = await firm.told("GET", f"/v1/decisions/{call['decision_id']}")
    assert "RECORDING_ANNOUNCE" in decision["conditions"]
    [notice] = [it for it in call["notices"] if it["kind"] == "recording"]
    assert notice["text"] == "This call is recorded and transcribed."
    assert notice["language"] == "en-US"
    assert 0 < notice["start_ms"] < notice["end_ms"]
    assert len(bytes.fromhex(notice["audio_sha256"])) == 32
