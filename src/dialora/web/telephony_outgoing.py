"""Carrier webhooks about our own calls: somebody has answered, how it goes, whether a machine is there.

Each address names the attempt. Nothing is believed, and no row is touched, before the signature made with the
secret of that attempt's own number agrees.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import HTTPException

from dialora.domain.calls import EndReason
from dialora.domain.errors import Invalid, NotFound, Unavailable
from dialora.services.bundle import Services
from dialora.web.telephony import Signed, document, form_of, in_time, signed_url, sorry, stream, what_next


def outgoing_router() -> APIRouter:
    """`/telephony/{carrier}/outgoing/{attempt_id}/answered`, `/status`, `/machine` and `/action`."""
    router = APIRouter(prefix="/telephony/{carrier}/outgoing/{attempt_id}", include_in_schema=False)
    router.add_api_route("/answered", somebody_answered, methods=["POST"])
    router.add_api_route("/status", status_changed, methods=["POST"])
    router.add_api_route("/machine", machine_looked_for, methods=["POST"])
    router.add_api_route("/action", audio_ended, methods=["POST"])
    return router


async def somebody_answered(carrier: str, attempt_id: str, request: Request) -> Response:
    """The one we called is on the line."""
    services: Services = request.app.state.services
    try:
        async with in_time():
            signed = await _signed(services, carrier, attempt_id, request)
            progress = signed.telephony.parse_progress(signed.form)
            answer = await services.outgoing.answers.answered(attempt_id, progress.carrier_call_id)
    except Unavailable:
        return sorry(services, carrier, EndReason.ERROR)
    if answer is None:
        return document(signed.telephony.render_hangup())
    action = f"outgoing/{attempt_id}/action"
    return document(stream(services.site, signed.telephony, answer, action=action))


async def status_changed(carrier: str, attempt_id: str, request: Request) -> Response:
    """What became of the call, in the carrier's eyes."""
    services: Services = request.app.state.services
    signed = await _signed(services, carrier, attempt_id, request)
    progress = signed.telephony.parse_progress(signed.form)
    await services.outgoing.answers.report(attempt_id, progress.state, progress.carrier_call_id)
    return Response()


async def machine_looked_for(carrier: str, attempt_id: str, request: Request) -> Response:
    """Whether a person or a machine has answered."""
    services: Services = request.app.state.services
    signed = await _signed(services, carrier, attempt_id, request)
    answered = signed.telephony.parse_answered_by(signed.form)
    if answered.machine:
        await services.outgoing.answers.machine(attempt_id, answered.carrier_call_id)
    return Response()


async def audio_ended(carrier: str, attempt_id: str, request: Request) -> Response:
    """The carrier's socket to us has closed; the one we called may still be there."""
    services: Services = request.app.state.services
    try:
        async with in_time():
            return await what_next(services, await _signed(services, carrier, attempt_id, request))
    except Unavailable:
        return sorry(services, carrier, EndReason.PROCESS_LOST)


async def _signed(services: Services, carrier: str, attempt_id: str, request: Request) -> Signed:
    """404 for a carrier we do not know, 403 where the attempt's own secret did not make the signature."""
    if carrier not in services.carriers:
        raise HTTPException(404)
    telephony, form = services.carriers[carrier], await form_of(request)
    try:
        known = await services.outgoing.answers.secret(attempt_id, carrier, telephony.account_of(form))
    except (Invalid, NotFound):
        raise HTTPException(403) from None
    url = signed_url(services.site, request)
    if not telephony.verify(url=url, form=form, headers=request.headers, secret=known.secret):
        raise HTTPException(403)
    return Signed(telephony=telephony, form=form, accounts=frozenset({known.account_id}))
