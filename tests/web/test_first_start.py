"""The sign-in page of an installation that nobody runs yet says what to do."""

from __future__ import annotations

import httpx

from dialora.serving.postgres import EmbeddedPostgres
from dialora.store.roles import DatabaseUrls
from outages import away
from sites import People
from worlds import World

COMMAND = "dialora operator create you@example.com"


async def test_without_an_operator_the_first_page_names_the_command(browser: httpx.AsyncClient) -> None:
    first = await browser.get("/", follow_redirects=True)
    assert first.status_code == 200
    assert COMMAND in first.text
    assert 'name="password"' not in first.text


async def test_accounts_alone_do_not_make_an_operator(browser: httpx.AsyncClient, world: World) -> None:
    assert COMMAND in (await browser.get("/sign-in")).text


async def test_once_there_is_an_operator_people_sign_in(browser: httpx.AsyncClient, people: People) -> None:
    page = await browser.get("/sign-in")
    assert COMMAND not in page.text
    assert 'name="password"' in page.text


async def test_while_the_database_is_away_nobody_is_told_to_begin_anew(
    browser: httpx.AsyncClient, people: People, cluster: EmbeddedPostgres, database: DatabaseUrls
) -> None:
    with away(cluster, database):
        page = await browser.get("/sign-in")
    assert COMMAND not in page.text
