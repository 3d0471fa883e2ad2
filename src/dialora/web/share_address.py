"""Where the holder of a link finds the call it shares."""

from __future__ import annotations

from dialora.services.bundle import Site


def share_address(site: Site, token: str) -> str:
    return f"{site.public_url}/shared/{token}"
