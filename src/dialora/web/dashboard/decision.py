"""One decision: the sentence, every gate in order, the facts, the law; and made again from the same facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from dialora.compliance.replay import Outcome
from dialora.services.decisions import Decided
from dialora.services.explanation import NOT_ADVICE, Check, CheckState
from dialora.web import law_words
from dialora.web.api.decisions import DecisionOut
from dialora.web.auth import SettingUp, Visit, Visiting, Wired
from dialora.web.dashboard.frame import framed
from dialora.web.words import at_time, city

router = APIRouter(prefix="/decisions")

#: The mark of each line of the checklist, and what it says to those who do not see it.
MARKS = {
    CheckState.PASSED: ("check", "Passed"),
    CheckState.REQUIRES: ("check", "Passed, with a condition"),
    CheckState.REFUSED: ("cross", "Refused"),
    CheckState.FAILED: ("cross", "Could not be asked, so refused"),
}
#: What the mark of a gate says of several laws: the worst.
_WORST_FIRST = (CheckState.FAILED, CheckState.REFUSED, CheckState.REQUIRES, CheckState.PASSED)
_REPLAYED = {
    Outcome.EQUAL: ("good", "Equal."),
    Outcome.DIFFERENT: ("refused", "Different."),
    Outcome.ERASED: ("", "Erased."),
}


@router.get("/{decision_id}.json")
async def decision_file(decision_id: str, services: Wired, here: Visiting) -> Response:
    """The whole decision, as the API gives it."""
    decided = await services.decisions.get(here.account.id, decision_id)
    headers = {"Content-Disposition": f'attachment; filename="{decided.id}.json"'}
    text = DecisionOut.of(decided).model_dump_json(indent=2) + "\n"
    return Response(text, headers=headers, media_type="application/json")


@router.get("/{decision_id}")
async def decision_page(decision_id: str, services: Wired, here: Visiting) -> Response:
    return await _page(services, here, decision_id)


@router.post("/{decision_id}/replay")
async def decide_again(decision_id: str, services: Wired, here: SettingUp) -> Response:
    """From the same facts, by the tables of its day. Nothing is stored."""
    found = await services.decisions.again(here.account.id, decision_id)
    colour, word = _REPLAYED[found.outcome]
    return await _page(services, here, decision_id, replayed=(colour, word, found.why))


async def _page(
    services: Wired, here: Visit, decision_id: str, *, replayed: tuple[str, str, str] | None = None
) -> Response:
    decided = await services.decisions.get(here.account.id, decision_id)
    call_id = await services.decisions.call_of(here.account.id, decision_id)
    asked_by = await services.decisions.asked_by(here.account.id, call_id) if call_id else None
    context = {
        "decided": decided,
        "told": decided.explanation,
        "gates": gates_of(decided.explanation.checks),
        "tables_of": date.fromisoformat(decided.explanation.rulebook_version.partition("+")[0]),
        "for_them": _for_them(decided, here.account.zone),
        "purpose": law_words.purpose(decided.purpose),
        "call_id": call_id,
        "asked_by": asked_by,
        "asker": law_words.asker(asked_by or ""),
        "not_advice": NOT_ADVICE,
        "replayed": replayed,
        "marks": MARKS,
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    return framed("decision.html", here.who, "/compliance", context)


def _for_them(decided: Decided, zone: str) -> str:
    """What the clock shows at that moment where the other party may be, if it is another time there."""
    at = decided.decision.next_allowed_at
    if at is None:
        return ""
    by_time: dict[str, str] = {}
    for each in decided.zones:
        if at_time(at, each) != at_time(at, zone):
            by_time.setdefault(at_time(at, each), city(each))
    return " and ".join(f"{time} in {place}" for time, place in sorted(by_time.items()))


def gates_of(checks: Sequence[Check]) -> list[tuple[str, CheckState, list[Check]]]:
    """Each gate with the laws that were asked at it, and how it came out."""
    gates = [(title, list(those)) for title, those in groupby(checks, key=lambda each: each.title)]
    return [
        (title, min((each.state for each in those), key=_WORST_FIRST.index), those) for title, those in gates
    ]
