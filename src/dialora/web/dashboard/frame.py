"""What every page shows around itself: who is signed in, where they look, and where they can go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi.responses import HTMLResponse

from dialora.services.identity import SignedIn
from dialora.web.rendering import page
from dialora.web.words import ROLES

#: Name, address and icon.
_PAGES = (
    ("Today", "/", "today"),
    ("Calls", "/calls", "calls"),
    ("Live", "/live", "live"),
    ("Appointments", "/appointments", "appointments"),
    ("Messages", "/messages", "messages"),
    ("Contacts", "/contacts", "contacts"),
    ("Consents", "/consents", "consents"),
    ("Do not call", "/do-not-call", "do_not_call"),
    ("Compliance", "/compliance", "compliance"),
    ("Agent", "/agents", "agent"),
    ("Talk", "/talk", "talk"),
    ("Settings", "/settings", "settings"),
)
#: What those see who only look at an account: nothing that only changes it.
_TO_READ = tuple(page for page in _PAGES if page[1] not in ("/talk", "/settings"))
_ACCOUNTS = ("Accounts", "/accounts", "accounts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """The person at the browser, as the frame shows them."""

    name: str
    role: str
    #: The account they look at.
    place: str
    visiting: bool
    may_change: bool
    #: May decide what callers hear, and where things go.
    may_set_up: bool
    csrf_token: str
    pages: tuple[tuple[str, str, str], ...]


def me(who: SignedIn) -> Me:
    at_home = who.account is not None and not who.visiting
    pages = _PAGES if at_home else (_ACCOUNTS, *(_TO_READ if who.account else ()))
    return Me(
        name=who.member.name,
        role=ROLES[who.member.role],
        place=who.account.name if who.account else "All accounts",
        visiting=who.visiting and who.account is not None,
        may_change=who.may_change,
        may_set_up=who.may_set_up,
        csrf_token=who.csrf_token,
        pages=pages,
    )


def framed(
    template: str, who: SignedIn, here: str, context: Mapping[str, object], *, status: int = 200
) -> HTMLResponse:
    """A page in its frame; `here` is the address of the page in the rail."""
    return page(template, {"me": me(who), "here": here, **context}, status=status)
