"""One decision: the sentence, every gate in order, the facts, and the law."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from dialora.services.explanation import CheckState
from dialora.web.auth import Visiting, Wired
from dialora.web.dashboard.frame import framed

router = APIRouter(prefix="/decisions")

#: The mark of each line of the checklist, and what it says to those who do not see it.
MARKS = {
    CheckState.PASSED: ("check", "Passed"),
    CheckState.REQUIRES: ("check", "Passed, with a condition"),
    CheckState.REFUSED: ("cross", "Refused"),
    CheckState.FAILED: ("cross", "Could not be asked, so refused"),
}


@router.get("/{decision_id}")
async def decision_page(decision_id: str, services: Wired, here: Visiting) -> Response:
    decided = await services.decisions.get(here.account.id, decision_id)
    context = {
        "decided": decided,
        "told": decided.explanation,
        "marks": MARKS,
        "zone": here.account.zone,
        "now": services.clock.now(),
    }
    return framed("decision.html", here.who, "/calls", context)
