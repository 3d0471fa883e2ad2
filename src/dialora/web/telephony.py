"""Carrier webhooks, for every carrier: a call rings, its state changed, its audio ended.

Nothing is believed, and no row is touched, before the carrier's signature over our public address agrees.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import HTTPException

from dialora.domain.calls import EndReason
from dialora.domain.errors import Invalid, NotFound, Unavailable
from dialora.domain.phone import PhoneNumber
from dialora.ports.telephony import Markup, Telephony
from dialora.services.bundle import Services, Site
from dialora.services.calls import Answer, Refusal
from dialora.services.parting import instead_of_us, nobody_answered
from dialora.services.sentences import sentence
from dialora.services.transfers import RING_S, Leg

#: A caller hears a sentence by then, whatever has become of the database. Carriers wait for fifteen.
_ANSWER_S = 4.0


def telephony_router() -> APIRouter:
    """`/telephony/{carrier}/voice`, `/status`, `/action`, `/dialled` and `/message`."""
    router = APIRouter(prefix="/telephony/{carrier}", include_in_schema=False)
    router.add_api_route("/voice", incoming_call, methods=["POST"])
    router.add_api_route("/status", status_changed, methods=["POST"])
    router.add_api_route("/action", audio_ended, methods=["POST"])
    router.add_api_route("/dialled", person_rung, methods=["POST"])
    router.add_api_route("/message", text_received, methods=["POST"])
    return router


async def incoming_call(carrier: str, request: Request) -> Response:
    """A call rings."""
    services: Services = request.app.state.services
    try:
        async with in_time():
            signed = await _signed(services, carrier, request)
            telephony = signed.telephony
            answer = await services.calls.answer(telephony.parse_incoming(signed.form))
    except Unavailable:
        return sorry(services, carrier, EndReason.ERROR)
    if isinstance(answer, Refusal):
        return document(telephony.render_say(sentence(answer.reason, answer.language)))
    return document(stream(services.site, telephony, answer))


async def status_changed(carrier: str, request: Request) -> Response:
    """What became of a call, in the carrier's eyes. Where that cannot be written down in time the carrier is
    told to come again; if it does not, upkeep closes the call."""
    services: Services = request.app.state.services
    async with in_time():
        signed = await _signed(services, carrier, request)
        await services.calls.report(signed.telephony.parse_status(signed.form), signed.accounts)
    return Response()


async def audio_ended(carrier: str, request: Request) -> Response:
    """The carrier's socket to us has closed; the caller may still be there."""
    services: Services = request.app.state.services
    try:
        async with in_time():
            signed = await _signed(services, carrier, request)
            return await what_next(services, signed)
    except Unavailable:
        return sorry(services, carrier, EndReason.PROCESS_LOST)


async def text_received(carrier: str, request: Request) -> Response:
    """Somebody has texted one of our numbers. Where a stop cannot be written down in time the carrier is told
    to come again: nothing is acknowledged that does not hold."""
    services: Services = request.app.state.services
    async with in_time():
        signed = await _signed(services, carrier, request)
        answer = await services.suppression.texts.take(
            signed.telephony.parse_text(signed.form), signed.accounts
        )
    if answer is None:
        return document(signed.telephony.render_silence())
    return document(signed.telephony.render_text(answer.clearance, answer.text))


async def what_next(services: Services, signed: Signed) -> Response:
    """For a caller who may still be there: a person, a sentence, or nothing more."""
    telephony = signed.telephony
    report = telephony.parse_status(signed.form)
    caller = await services.calls.after_stream(report.carrier_call_id, signed.accounts)
    if caller is None or report.status.ended:
        return document(telephony.render_hangup())
    leg = await services.supervision.transfers.next_leg(caller.account_id, caller.call_id)
    if leg is not None:
        return document(_dial(services.site, telephony, leg, cut_off=caller.cut_off))
    reason = EndReason.PROCESS_LOST if caller.cut_off else EndReason.ERROR
    return document(telephony.render_say(sentence(reason, caller.language)))


async def person_rung(carrier: str, request: Request) -> Response:
    """The person whom a caller was put through to has hung up, or never answered."""
    services: Services = request.app.state.services
    try:
        async with in_time():
            signed = await _signed(services, carrier, request)
            report = signed.telephony.parse_dialled(signed.form)
            call = await services.calls.find(report.carrier_call_id, signed.accounts)
            missed = call and await services.supervision.transfers.report(
                call.account_id, call.id, answered=report.answered
            )
    except Unavailable:
        return sorry(services, carrier, EndReason.ERROR)
    if not missed:
        return document(signed.telephony.render_hangup())
    return document(signed.telephony.render_say(nobody_answered(missed.name, missed.language)))


@asynccontextmanager
async def in_time() -> AsyncIterator[None]:
    """Raises Unavailable where the carrier, and with it the caller, has waited long enough."""
    try:
        async with asyncio.timeout(_ANSWER_S):
            yield
    except TimeoutError:
        raise Unavailable("The answer would come too late.", code="answer_late") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A request that the carrier signed, and the accounts its signature can speak for."""

    telephony: Telephony
    form: Mapping[str, str]
    accounts: frozenset[str]


async def _signed(services: Services, carrier: str, request: Request) -> Signed:
    """404 for a carrier we do not know, 403 where no account's secret made the signature."""
    if carrier not in services.carriers:
        raise HTTPException(404)
    telephony = services.carriers[carrier]
    form, url = await form_of(request), signed_url(services.site, request)
    try:
        known = await services.numbers.secrets(carrier, telephony.account_of(form), _number(form.get("To")))
    except (Invalid, NotFound):
        raise HTTPException(403) from None
    accounts = frozenset(
        s.account_id
        for s in known
        if telephony.verify(url=url, form=form, headers=request.headers, secret=s.secret)
    )
    if not accounts:
        raise HTTPException(403)
    return Signed(telephony=telephony, form=form, accounts=accounts)


async def form_of(request: Request) -> Mapping[str, str]:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def signed_url(site: Site, request: Request) -> str:
    """The address as the carrier knows and signs it."""
    return site.public_url + request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _number(text: str | None) -> PhoneNumber | None:
    try:
        return PhoneNumber(text or "")
    except Invalid:
        return None


def stream(site: Site, telephony: Telephony, answer: Answer, *, action: str = "action") -> Markup:
    """The audio of an answered call comes to our socket, with the token that lets it in once."""
    webhooks = f"{site.public_url}/telephony/{telephony.name}"
    return telephony.render_stream(
        # http becomes ws, https wss.
        stream_url=webhooks.replace("http", "ws", 1) + "/media",
        token=answer.token,
        action_url=f"{webhooks}/{action}",
    )


def _dial(site: Site, telephony: Telephony, leg: Leg, *, cut_off: bool) -> Markup:
    return telephony.render_dial(
        leg.clearance,
        caller_id=leg.caller_id,
        ring_s=RING_S,
        action_url=f"{site.public_url}/telephony/{telephony.name}/dialled",
        first_say=instead_of_us(leg.name, leg.language) if cut_off else None,
    )


def sorry(services: Services, carrier: str, reason: EndReason) -> Response:
    """Nothing can be looked up right now, not even a signature or a language: the caller at least hears a
    sentence that is nobody's secret."""
    return document(services.carriers[carrier].render_say(sentence(reason, "en")))


def document(markup: Markup) -> Response:
    return Response(markup.body, media_type=markup.content_type)
