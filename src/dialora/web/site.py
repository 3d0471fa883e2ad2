"""Puts the pages and the API on an application."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from dialora.web import feeds
from dialora.web.api.router import api_router
from dialora.web.dashboard.router import dashboard_router
from dialora.web.envelope import Envelope
from dialora.web.errors import add_error_answers, answer_bug
from dialora.web.public import consent_form, opt_out, shared_call
from dialora.web.rendering import STATIC

_ABOUT = """
Everything is JSON. Lists are newest first: ask for the next page with `starting_after` set to the last id
of this one, as long as `has_more` is true. Errors are `application/problem+json` (RFC 9457) with a stable
`code`.

A test key and a live key read the same things; what a test key starts never reaches a carrier.
"""


def mount(app: FastAPI) -> None:
    """Give an application our pages, API, errors and headers. Before its first request,
    `app.state.services` must hold the `Services`."""
    app.title = "Dialora"
    app.description = _ABOUT
    app.add_middleware(Envelope, answer_bug=answer_bug)
    add_error_answers(app)
    app.mount("/static", StaticFiles(directory=STATIC, check_dir=False), name="static")
    app.include_router(api_router())
    app.include_router(dashboard_router())
    app.include_router(shared_call.router)
    app.include_router(consent_form.router)
    app.include_router(opt_out.router)
    app.include_router(feeds.router)
