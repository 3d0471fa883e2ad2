"""The document programs are written from: complete, and true to what is answered."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

VERBS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
async def operations(program: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    document = (await program.get("/openapi.json")).json()
    return {
        f"{verb.upper()} {path}": operation
        for path, verbs in document["paths"].items()
        for verb, operation in verbs.items()
        if verb in VERBS and path.startswith("/v1")
    }


async def test_every_operation_says_what_it_does_and_that_it_needs_a_key(
    operations: dict[str, dict[str, Any]],
) -> None:
    assert len(operations) >= 10
    for name, operation in operations.items():
        assert operation["summary"], name
        assert operation["tags"], name
        assert operation["security"] == [{"API key": []}], name


async def test_every_operation_names_its_problems(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        expected = {"401", "422"} | ({"404"} if "{" in name else set())
        assert expected <= operation["responses"].keys(), name
        for status, response in operation["responses"].items():
            if status.startswith("4"):
                assert list(response["content"]) == ["application/problem+json"], f"{name} {status}"


async def test_pages_are_no_part_of_it(program: httpx.AsyncClient) -> None:
    document = (await program.get("/openapi.json")).json()
    assert all(path.startswith("/v1") for path in document["paths"])
