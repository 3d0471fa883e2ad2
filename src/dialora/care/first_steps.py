"""The doctor looks at who and what there is: operator, agency, account, or the command to run next."""

from __future__ import annotations

from dialora.care.finding import Finding, advice, ok, wrong
from dialora.store.scope import Store


async def first_steps(store: Store) -> Finding:
    """The first step that nobody has taken yet."""
    part = "people and accounts"
    async with store.platform() as platform:
        operator = await platform.members.has_operator()
        agencies = await platform.agencies.all()
        accounts = await platform.accounts.all()
    if not operator:
        return wrong(part, "Nobody can sign in to run this.", "Run: dialora operator create you@example.com")
    if not agencies:
        return advice(part, "There is no agency yet.", 'Run: dialora agency create "NAME"')
    if not accounts:
        return advice(
            part,
            "There is no account yet.",
            f'Run: dialora account create "NAME" --agency "{agencies[0].name}" --country US --state NY'
            " --zone America/New_York --owner EMAIL",
        )
    return ok(
        part,
        f"Operator, {_counted(len(agencies), 'agenc', 'y', 'ies')},"
        f" {_counted(len(accounts), 'account', '', 's')}.",
    )


def _counted(number: int, stem: str, one: str, many: str) -> str:
    return f"{number} {stem}{one if number == 1 else many}"
