"""The command that calls somebody."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from dialora.compliance.record import write_decision
from dialora.domain.attempts import AttemptPurpose
from dialora.domain.calls import Call
from dialora.domain.errors import NotFound
from dialora.domain.phone import PhoneNumber
from dialora.services.explanation import NOT_ADVICE
from dialora.services.gate import CallRefused
from dialora.services.outgoing import Wanted
from dialora.serving.calling import outgoing_on
from dialora.serving.errands import with_store
from dialora.settings import Settings
from dialora.store.scope import Store

#: Who asked, in the attempt.
_COMMAND = "command"


def call_somebody(
    number: Annotated[str, typer.Argument(help="In E.164 form, like +12125550123.")],
    agent: Annotated[str, typer.Option(help="The agent that speaks, agent_….")],
    about: Annotated[str, typer.Option(help="What they are told it is about.")] = "",
    purpose: Annotated[
        AttemptPurpose | None, typer.Option(help="Where it is stricter than what the agent is for.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Call somebody, if the policy allows it. Exit 1 where it does not, with the decision."""
    settings, to = Settings.read(), PhoneNumber(number)

    async def work(store: Store) -> Call:
        wanted = Wanted(
            account_id=await _account_of(store, agent),
            agent_id=agent,
            number=to,
            asked_by=_COMMAND,
            purpose=purpose,
            about=about,
        )
        return await outgoing_on(settings, store).place(wanted)

    try:
        call = with_store(settings, work)
    except CallRefused as refused:
        decision = write_decision(refused.decision)
        print(decision if as_json else f"Refused: {refused.message} ({refused.decision.reason})")
        raise typer.Exit(1) from None
    if as_json:
        print(json.dumps({"id": call.id, "status": call.status.value, "decision_id": call.decision_id}))
    else:
        print(f"{call.id}: {call.status.value.replace('_', ' ')}. {NOT_ADVICE}")


async def _account_of(store: Store, agent_id: str) -> str:
    """Whose agent it is. Raises NotFound."""
    async with store.platform() as platform:
        accounts = await platform.accounts.all()
    for account in accounts:
        async with store.account(account.id) as scope:
            try:
                return (await scope.agents.get(agent_id)).account_id
            except NotFound:
                continue
    raise NotFound(f"There is no agent {agent_id}.", code="agent_not_found")
