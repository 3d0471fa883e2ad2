"""What a newcomer reads once everything runs."""

from __future__ import annotations

from dialora.services.sample_plan import Credentials
from dialora.serving.seeding import credentials_file
from dialora.settings import Settings


def welcome(settings: Settings, credentials: Credentials | None) -> str:
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
    public = settings.public_url or "https://your.public.address"
    lines += [
        "  To answer a Twilio number: set DIALORA_PUBLIC_URL to an https address that leads here, then in",
        f"  Twilio's console send the number's calls to {public}/telephony/twilio/voice by POST.",
        "",
    ]
    return "\n".join(lines)
