"""What a newcomer reads once everything runs."""

from __future__ import annotations

from dialora.services.sample_plan import Credentials
from dialora.serving.seeding import credentials_file
from dialora.settings import Settings


def welcome(settings: Settings, credentials: Credentials | None, *, founded: bool) -> str:
    """The address, a way in, and where to go from there."""
    lines = ["", f"Dialora is ready: {settings.address}", ""]
    if credentials is not None:
        owner = credentials.first_owner
        lines += [
            f"  Sign in      {owner.email}   password {owner.password}",
            f"  Talk         {settings.address}/talk   (press the button and say you need a cleaning)",
            f"  Everything   {credentials_file(settings)}   (all sample sign-ins and API keys)",
            "",
        ]
    if not founded:
        lines += [
            "  Nobody can sign in yet. Make the first one who can:   dialora operator create you@example.com",
            "",
        ]
    lines += [
        "  To answer a Twilio number: set DIALORA_PUBLIC_URL to an https address that leads here and start",
        "  again; then   dialora number add +1… --account acct_… --agent agent_… --carrier-account AC…",
        "",
    ]
    return "\n".join(lines)
