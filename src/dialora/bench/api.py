"""Any request at all: schemathesis makes up requests from the API's own description and holds the answers
against it."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from dialora.demo.server import own_server

EXAMPLES: Final = 100
_CHECKS: Final = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    "response_schema_conformance",
)
_OPERATIONS: Final = re.compile(r"Tested: (\d+)")
_CASES: Final = re.compile(r"(\d+) generated")
_FAILURES: Final = re.compile(r"^\s+❌ (.+): (\d+)$", re.MULTILINE)


class _Account(msgspec.Struct):
    api_keys: dict[str, str]


class _Agency(msgspec.Struct):
    accounts: list[_Account]


class _World(msgspec.Struct):
    agencies: list[_Agency]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What one holder of a key was answered."""

    who: str
    operations: int
    requests: int
    #: How often, by what was wrong.
    failures: Mapping[str, int]


def run(seed: int, examples: int = EXAMPLES) -> tuple[list[Tried], str]:
    """One server of its own, asked by everybody who can ask. Also what schemathesis said last."""
    with own_server() as server:
        world = msgspec.json.decode((server.data / "sample-world.json").read_bytes(), type=_World)
        one, other = (account.api_keys for account in world.agencies[0].accounts[:2])
        keys = {
            "live key": one["live"],
            "test key": one["test"],
            "live key of another account": other["live"],
            "nobody": None,
        }
        tried, said = [], ""
        for who, key in keys.items():
            output = _asked(f"{server.url}/openapi.json", key, seed, examples)
            tried.append(_read(who, output))
            said = output if tried[-1].failures else said
    return tried, said


def _asked(description: str, key: str | None, seed: int, examples: int) -> str:
    words = [str(Path(sys.executable).with_name("schemathesis")), "run", description, "--workers", "1"]
    words += ["--max-examples", str(examples), "--seed", str(seed), "--checks", ",".join(_CHECKS)]
    if key is not None:
        words += ["--header", f"Authorization: Bearer {key}"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _read(who: str, output: str) -> Tried:
    operations, cases = _OPERATIONS.search(output), _CASES.search(output)
    if operations is None or cases is None:
        raise RuntimeError(f"schemathesis did not finish:\n{output[-2_000:]}")
    return Tried(
        who=who,
        operations=int(operations[1]),
        requests=int(cases[1]),
        failures={what: int(count) for what, count in _FAILURES.findall(output)},
    )


def page(tried: list[Tried], seed: int, examples: int = EXAMPLES) -> str:
    """The report."""
    rows = "\n".join(
        f"| {each.who} | {each.operations} | {each.requests:,} | {_failures(each)} |" for each in tried
    )
    return f"""# Any request

Schemathesis makes up requests from `/openapi.json`, right and wrong ones, and holds every answer against the
description: no 5xx, no status or content that is not described, every body of its schema. {examples} examples
an operation, seed {seed}, against one server with two processes and the sample world. Everything made is
used again in sequences of requests. {platform.machine()}, Python {platform.python_version()}. Repeat it with
`.venv/bin/python -m dialora.bench api`.

| asked by | operations | requests | wrong |
|---|---|---|---|
{rows}
"""


def _failures(tried: Tried) -> str:
    return ", ".join(f"{what}: {count}" for what, count in tried.failures.items()) or "0"
