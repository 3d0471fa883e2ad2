"""Only who sets an account up changes its settings. The addresses come from the application itself."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from dialora.domain.accounts import Role
from dialora.store.scope import Store
from sites import People, csrf_token, sign_in

#: Everything that some address or form here asks for.
ASKED = {
    "url": "https://hooks.example.com/",
    "events": "message.taken",
    "email": "ben@example.com",
    "name": "Ben Ashdown",
    "role": "viewer",
    "mode": "test",
    "on": "true",
    "out": "true",
    "hours": "1",
    "number_id": "",
    "price": "0.01",
    "currency": "USD",
    "step_s": "60",
    "source": "A price list",
}
#: What members do day by day, though its page is among the settings.
WORK = {"/settings/calling/relationships", "/settings/calling/relationships/{relationship_id}/remove"}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
async def test_who_does_not_set_up_changes_no_setting(
    role: Role, site: FastAPI, browser: httpx.AsyncClient, people: People, store: Store
) -> None:
    async with store.account(people.viewer.account_id or "") as scope:
        await scope.members.save(replace(people.viewer, role=role))
    await sign_in(browser, people.viewer)
    token = {"X-CSRF-Token": await csrf_token(browser)}
    posts = [
        route.path
        for route in iter_route_contexts(site.routes)
        if isinstance(route.original_route, APIRoute)
        and route.path.startswith("/settings")
        and "POST" in (route.methods or ())
    ]
    assert len(posts) >= 15
    for path in posts:
        if role is Role.MEMBER and path in WORK:
            continue
        address = "/".join("x" if part.startswith("{") else part for part in path.split("/"))
        answer = await browser.post(address, data=ASKED, headers=token)
        assert answer.status_code == 403, f"{path}: {answer.status_code}"
