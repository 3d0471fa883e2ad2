"""C16. By telephone number people get what is kept of them or have it erased; what is old goes by itself."""

from __future__ import annotations

import asyncio
import io
import zipfile
from datetime import timedelta

from clauses.firm import ADA, CAL, Firm
from dialora.testing import FakePhone

BRISK = True

ASKED = "Where can I park?"


async def asks(phone: FakePhone) -> None:
    await phone.hears("How can I help you?")
    await phone.says(ASKED)
    await phone.hears("behind the building")
    await phone.waits(1.2)


async def lived(firm: Firm) -> dict[str, str]:
    """Ada and Cal have agreed and called us; we called Ada, and she said stop. The ids of what is left."""
    ids = {}
    for number in (ADA, CAL):
        await firm.agreed_in_writing(number, purpose="any", name="Ada Quill" if number == ADA else "Cal Reed")
    ours, theirs = await asyncio.gather(
        firm.talks(await firm.rung(ADA), asks), firm.talks(await firm.rung(CAL), asks)
    )
    ids["came_in"], ids["of_another"] = ours["id"], theirs["id"]
    went_out = await firm.call(ADA)
    assert went_out.status_code == 201, went_out.text
    ids["went_out"] = went_out.json()["id"]
    ids["decision"] = went_out.json()["decision_id"]
    await firm.it_is_over(ids["went_out"])
    await firm.texted(ADA, "Stop")
    return ids


async def handed_over(firm: Firm, ids: dict[str, str]) -> None:
    """Everything, as one archive, and nothing of anybody else."""
    asked = await firm.told("POST", "/v1/person-requests", {"kind": "access", "number": ADA})
    taken = await firm.http.get(f"/v1/person-requests/{asked['id']}/archive")
    assert taken.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
        said = archive.read(f"calls/{ids['came_in']}.txt").decode()
        assert archive.read(f"calls/{ids['came_in']}.wav")[:4] == b"RIFF"
    assert {name.split("/")[0] for name in names} >= {
        *("index.txt", "calls", "consents", "evidence", "decisions", "do-not-calls"),
    }
    assert ASKED in said
    assert f"decisions/{ids['decision']}.json" in names
    assert f"calls/{ids['went_out']}.json" in names
    assert b"Ada Quill" in everything
    for of_another in (CAL, "Cal Reed", ids["of_another"]):
        assert of_another.encode() not in everything
    foreign = {"Authorization": "Bearer sk_live_nobody"}
    kept_out = await firm.http.get(f"/v1/person-requests/{asked['id']}/archive", headers=foreign)
    assert kept_out.status_code == 401


async def test_everything_is_handed_over_and_once_erased_found_nowhere_and_still_never_called(
    firm: Firm,
) -> None:
    ids = await lived(firm)
    await handed_over(firm, ids)
    assert (await firm.command("replay", ids["decision"])).exit_code == 0
    erasure = {"kind": "erasure", "number": ADA}
    hold = await firm.told("POST", "/v1/legal-holds", {"number": ADA, "reason": "A lawsuit about a crown"})
    held = await firm.http.post("/v1/person-requests", json=erasure)
    assert (held.status_code, held.json()["code"]) == (409, "legal_hold")
    assert "A lawsuit about a crown" in held.text
    await firm.told("POST", f"/v1/legal-holds/{hold['id']}/release", {"reason": "It was settled"})
    done = await firm.told("POST", "/v1/person-requests", erasure)
    assert (done["state"], done["number"]) == ("done", None)
    assert done["counts"]["calls"] == 2

    for path in ("calls", "consents", "decisions", "messages", "contacts", "dnc-entries", "events"):
        listed = (await firm.http.get(f"/v1/{path}?limit=100")).text
        for trace in (ADA, ADA[2:], "Ada", "Quill"):
            assert trace not in listed, path
    for call in (ids["came_in"], ids["went_out"]):
        kept = await firm.told("GET", f"/v1/calls/{call}")
        assert (kept["peer"], kept["outcome"]) == (None, None)
        assert not any(turn["caller_text"] or turn["agent_text"] for turn in kept["turns"])
        assert (await firm.http.get(f"/v1/calls/{call}/recording")).status_code == 404
    other = await firm.told("GET", f"/v1/calls/{ids['of_another']}")
    assert any(ASKED in turn["caller_text"] for turn in other["turns"]), "nobody else is forgotten"
    assert (await firm.http.get(f"/v1/calls/{other['id']}/recording")).status_code == 200

    refused = await firm.call(ADA)
    assert refused.json()["decision"]["reason"] == "INTERNAL_DNC", "the stop is not forgotten"
    assert (await firm.command("audit", "verify")).exit_code == 0, "the chain is whole"
    replayed = await firm.command("replay", ids["decision"])
    assert replayed.exit_code == 3
    assert "erased" in replayed.stdout


async def test_what_is_old_goes_by_itself_unless_it_is_held(firm: Firm) -> None:
    ids = await lived(firm)
    await firm.told("PATCH", "/v1/retention", {"audio_days": 7, "transcript_days": 30})
    await firm.told("POST", "/v1/legal-holds", {"number": CAL, "reason": "A lawsuit about a crown"})
    for call in (ids["came_in"], ids["of_another"]):
        assert await sounds(firm, call)

    firm.clock.move(timedelta(days=6))
    await firm.services.rights.purge.night()
    assert await sounds(firm, ids["came_in"]), "not before its days are over"

    firm.clock.move(timedelta(days=2))
    await firm.services.rights.purge.night()
    assert not await sounds(firm, ids["came_in"])
    assert await spoken(firm, ids["came_in"]), "words are kept for longer"

    firm.clock.move(timedelta(days=23))
    await firm.services.rights.purge.night()
    assert not await spoken(firm, ids["came_in"])
    assert await spoken(firm, ids["of_another"])
    assert await sounds(firm, ids["of_another"])
    words, sound, nothing = (await firm.told("GET", "/v1/retention/purges"))["data"]
    assert (sound["deleted"], nothing["deleted"]) == ({"recordings": 1}, {})
    assert words["deleted"]["transcripts"] >= 1
    assert words["held"] == {"calls": 1}


async def sounds(firm: Firm, call: str) -> bool:
    return (await firm.http.get(f"/v1/calls/{call}/recording")).status_code == 200


async def spoken(firm: Firm, call: str) -> bool:
    kept = await firm.told("GET", f"/v1/calls/{call}")
    return any(ASKED in turn["caller_text"] for turn in kept["turns"])
