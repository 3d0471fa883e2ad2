"""The commands an installation begins with: its operator, agencies, accounts and their first owners."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, TypeVar

import typer

from dialora.clock import clock_of
from dialora.domain.accounts import Account, Agency, Member
from dialora.domain.errors import Invalid
from dialora.domain.places import Place
from dialora.services.agents import Agents, NewAgent
from dialora.services.founding import Founded, Founding, NewAccount
from dialora.services.heads import Heads
from dialora.services.ledger import Ledger
from dialora.serving.errands import with_store
from dialora.settings import Settings
from dialora.store.scope import Store

T = TypeVar("T")

operator = typer.Typer(no_args_is_help=True, help="Make those who run the installation.")
agency = typer.Typer(no_args_is_help=True, help="Make partners who have accounts.")

_Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
_Name = Annotated[str, typer.Option("--name", help="How people are shown their name.")]


@operator.command("create")
def create_operator(
    email: Annotated[str, typer.Argument(help="The address they sign in with.")],
    name: _Name = "Operator",
    ask: Annotated[
        bool, typer.Option("--password", help="Ask for a password here, instead of printing a link.")
    ] = False,
    as_json: _Json = False,
) -> None:
    """Make somebody who sees to every account, and print a link to set a password. It works once, within
    three days; asked again for the same address, there is a new link."""
    settings = Settings.read()
    password = _asked_password() if ask else None

    async def work(founding: Founding) -> tuple[Founded[Member], str | None]:
        made = await founding.operator(email, name)
        if password is not None:
            await founding.set_password(made.it, password)
            return made, None
        return made, _link(settings, founding, made.it)

    made, link = _found(settings, work)
    _tell(
        as_json,
        _member(made, link),
        _first_line(made.it.email, made.new, "is an operator"),
        *_invitation(made.it, link),
    )


@agency.command("create")
def create_agency(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    admin: Annotated[
        str | None, typer.Option(help="E-mail of somebody who looks after its accounts.")
    ] = None,
    as_json: _Json = False,
) -> None:
    """Make an agency: accounts belong to one, be it your own business."""
    settings = Settings.read()

    async def work(founding: Founding) -> tuple[Founded[Agency], Founded[Member] | None, str | None]:
        made = await founding.agency(name)
        if admin is None:
            return made, None, None
        person = await founding.agency_admin(made.it, admin, "Agency admin")
        return made, person, _link(settings, founding, person.it)

    made, person, link = _found(settings, work)
    told: dict[str, object] = {"object": "agency", "id": made.it.id, "name": made.it.name, "new": made.new}
    if person is not None:
        told["admin"] = _member(person, link)
    _tell(
        as_json,
        told,
        _first_line(made.it.name, made.new, f"is {made.it.id}"),
        *(_invitation(person.it, link) if person else ()),
    )


def create_account(
    name: Annotated[str, typer.Argument(help="The business, as its callers know it.")],
    agency: Annotated[str, typer.Option(help="The agency it belongs to: its name or id.")],
    country: Annotated[str, typer.Option(help="Two letters, such as US.")],
    zone: Annotated[str, typer.Option(help="Its time zone, such as America/New_York.")],
    owner: Annotated[str, typer.Option(help="The e-mail its first owner signs in with.")],
    state: Annotated[str | None, typer.Option(help="Two letters, where the country is US.")] = None,
    seller: Annotated[str | None, typer.Option(help="Its legal name, where that is another.")] = None,
    agent: Annotated[str, typer.Option(help="The name its agent goes by on the phone.")] = "Alex",
    as_json: _Json = False,
) -> None:
    """Make the account of a business, with an agent that can answer and the link for its first owner."""
    settings = Settings.read()
    place = Place(country=country.upper(), state=state.upper() if state else None, zone=zone)
    wanted = NewAccount(name=name, seller=seller, place=place)

    async def work(founding: Founding) -> tuple[Founded[Account], Founded[Member], str, str]:
        belongs_to = await founding.find_agency(agency)
        made = await founding.account(belongs_to, wanted)
        person = await founding.owner(made.it, owner, "Owner")
        agents = Agents(store=founding.store, clock=founding.clock)
        known = (await agents.page(made.it.id, limit=1)).items
        answering = (
            known[0] if known else await agents.create(made.it.id, NewAgent(name=agent), by="Operator")
        )
        return made, person, _link(settings, founding, person.it), answering.id

    made, person, link, agent_id = _found(settings, work)
    told = {
        "object": "account",
        "id": made.it.id,
        "name": made.it.name,
        "agency_id": made.it.agency_id,
        "agent_id": agent_id,
        "new": made.new,
        "owner": _member(person, link),
    }
    _tell(
        as_json,
        told,
        _first_line(made.it.name, made.new, f"is {made.it.id}, answered by {agent_id}"),
        *_invitation(person.it, link),
        f"Bring its number: dialora number add +1… --account {made.it.id}",
    )


def _found(settings: Settings, work: Callable[[Founding], Awaitable[T]]) -> T:
    clock = clock_of(settings.clock_offset_path)

    def on(store: Store) -> Awaitable[T]:
        heads = Heads(folder=settings.data / "heads", keyring=store.keyring)
        ledger = Ledger(clock=clock, heads=heads)
        writes = settings.smtp_url is not None
        return work(Founding(store=store, clock=clock, ledger=ledger, writes=writes))

    return with_store(settings, on)


def _asked_password() -> str:
    """Typed at the terminal twice, or the first line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise Invalid("The two are not the same. Nothing was changed.", field="password")
    return password


def _link(settings: Settings, founding: Founding, member: Member) -> str:
    return f"{settings.address}/set-password?token={founding.password_token(member)}"


def _member(made: Founded[Member], link: str | None) -> dict[str, object]:
    told: dict[str, object] = {
        "object": "member",
        "id": made.it.id,
        "email": made.it.email,
        "role": made.it.role.value,
        "new": made.new,
    }
    return told if link is None else {**told, "link": link}


def _first_line(name: str, new: bool, what: str) -> str:
    return f"{name} {what}." if new else f"{name} {what} already: it stays as it is."


def _invitation(member: Member, link: str | None) -> tuple[str, ...]:
    if link is None:
        return (f"{member.email} signs in with that password.",)
    return (f"{member.email} sets a password here, once, within three days:", f"  {link}")


def _tell(as_json: bool, told: Mapping[str, object], *lines: str) -> None:
    print(json.dumps(told, indent=1) if as_json else "\n".join(lines))
