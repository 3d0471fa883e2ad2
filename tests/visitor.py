"""Somebody at a browser: looks at pages in both colours and both widths, and notices what is wrong."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Page, Request

from dialora.domain.accounts import Member
from sites import PASSWORD

_AXE = Path(__file__).parent.parent / "node_modules/axe-core/axe.min.js"
#: What axe finds that the choice of colours can change.
_ABOUT_COLOURS = ("color-contrast", "link-in-text-block")
#: Lines that stay open as long as the page does.
_ENDLESS = {"eventsource", "websocket", "media"}

_PATIENCE_S = 60.0

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
        try:
            yield page
        finally:
            await context.close()
        assert complaints == []

    @asynccontextmanager
    async def signed_in(
        self, member: Member, *, width: int = 1440, scheme: Scheme = "light", microphone: bool = True
    ) -> AsyncIterator[Page]:
        """On the page that signing in leads to."""
        async with self.page(width=width, scheme=scheme, microphone=microphone) as page:
            answer = await page.request.post(
                "/sign-in",
                form={"email": member.email, "password": PASSWORD},
                headers={"Origin": self.address},
                max_redirects=0,
            )
            assert answer.status == 303, await answer.text()
            await page.goto(answer.headers["location"])
            yield page

    async def faults_of(
        self,
        addresses: Iterable[str],
        member: Member | None = None,
        *,
        prepare: Callable[[Page], Awaitable[None]] | None = None,
    ) -> list[str]:
        """What is wrong with these pages, at a desk and on a phone, in light and in dark."""
        found = []
        for width in WIDTHS:
            browser = self.page(width=width) if member is None else self.signed_in(member, width=width)
            async with browser as page:
                for address in addresses:
                    await _loaded(page, address)
                    if prepare is not None:
                        await prepare(page)
                    wrong = await faults_in_both_colours(page)
                    found += [f"{address}, {width} wide, {each}" for each in wrong]
        return found


async def _loaded(page: Page, address: str) -> None:
    """Once the page has fetched what it fetches by itself, and has drawn it."""
    going: set[Request] = set()

    def begun(asked: Request) -> None:
        if asked.resource_type not in _ENDLESS:
            going.add(asked)

    def over(asked: Request) -> None:
        going.discard(asked)

    page.on("request", begun)
    page.on("requestfinished", over)
    page.on("requestfailed", over)
    await page.goto(address)
    gives_up = time.monotonic() + _PATIENCE_S
    while True:
        # Two frames: what came in is drawn, and has asked for what it needs.
        await page.evaluate("new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(d)))")
        if not going:
            break
        assert time.monotonic() < gives_up, f"{address} waits for {[asked.url for asked in going]}"
    page.remove_listener("request", begun)
    page.remove_listener("requestfinished", over)
    page.remove_listener("requestfailed", over)


async def faults(page: Page, *rules: str) -> list[str]:
    """What a page does wrong: serious findings of axe (of these rules, or all), and content wider than
    the window."""
    if not await page.evaluate("'axe' in globalThis"):
        await page.evaluate(_axe())
    found = await page.evaluate(
        "(rules) => axe.run({resultTypes: ['violations'],"
        " ...(rules.length ? {runOnly: {type: 'rule', values: rules}} : {})})",
        list(rules),
    )
    serious = [
        f"{violation['id']}: {[node['target'] for node in violation['nodes']]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    beyond = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return serious + ([f"{beyond} px wider than the window"] if beyond > 0 else [])


async def faults_in_both_colours(page: Page) -> list[str]:
    """Looked at in light, and then in dark for what colours can change."""
    found = [f"in light: {each}" for each in await faults(page)]
    await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += [f"in dark: {each}" for each in await faults(page, *_ABOUT_COLOURS)]
    await page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found


@cache
def _axe() -> str:
    return f"{_AXE.read_text()}; 0"
