"""Somebody at a browser: looks at pages in both colours and both widths, and notices what is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Page

from dialora.domain.accounts import Member
from sites import PASSWORD

_AXE = Path(__file__).parent.parent / "node_modules/axe-core/axe.min.js"

Scheme = Literal["light", "dark"]

#: A desk and a phone.
WIDTHS = {1440: 900, 390: 844}
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    chromium: Browser
    address: str

    @asynccontextmanager
    async def page(
        self, *, width: int = 1440, scheme: Scheme = "light", microphone: bool = True
    ) -> AsyncIterator[Page]:
        """A fresh browser. Leaving it fails the test if the page complained to its console."""
        context = await self.chromium.new_context(
            base_url=self.address,
            viewport={"width": width, "height": WIDTHS[width]},
            color_scheme=scheme,
            reduced_motion="reduce",
            permissions=["microphone"] if microphone else [],
        )
        complaints: list[str] = []
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text)
                if said.type == "error" and "status of 4" not in said.text
                else None
            ),
        )
        yield page
        await context.close()
        assert complaints == []

    @asynccontextmanager
    async def signed_in(
        self, member: Member, *, width: int = 1440, scheme: Scheme = "light", microphone: bool = True
    ) -> AsyncIterator[Page]:
        async with self.page(width=width, scheme=scheme, microphone=microphone) as page:
            await page.goto("/sign-in")
            await page.fill("#email", member.email)
            await page.fill("#password", PASSWORD)
            await page.click("button[type=submit]")
            await page.wait_for_url(lambda url: "/sign-in" not in url)
            yield page


async def faults(page: Page) -> list[str]:
    """What a page does wrong: serious findings of axe, and content wider than the window."""
    await page.evaluate(f"{_AXE.read_text()}; 0")
    found = await page.evaluate("axe.run()")
    serious = [
        f"{violation['id']}: {[node['target'] for node in violation['nodes']]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    beyond = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return serious + ([f"{beyond} px wider than the window"] if beyond > 0 else [])
