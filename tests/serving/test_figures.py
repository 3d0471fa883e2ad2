"""/metrics tells of all processes together, whichever is asked, and forgets those that died."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from prometheus_client.multiprocess import mark_process_dead

from dialora.services import measures

_COUNTED = """
import asyncio
from dialora.domain.calls import EndReason
from dialora.services import measures
measures.started(); measures.started(); measures.ended(EndReason.GOODBYE); measures.refused("AT_CAPACITY")
print(flush=True)
input()
"""
_TOLD = """
import asyncio
from dialora.services import measures
async def tell():
    print(measures.exposition().decode())
asyncio.run(tell())
"""


def _told(folder: Path) -> str:
    environment = os.environ | {measures.FOLDER: str(folder)}
    return subprocess.run(
        [sys.executable, "-c", _TOLD], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_any_process_tells_of_all_and_a_dead_one_holds_no_calls(tmp_path: Path) -> None:
    environment = os.environ | {measures.FOLDER: str(tmp_path)}
    others = [
        subprocess.Popen(
            [sys.executable, "-c", _COUNTED], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    for other in others:
        assert other.stdout is not None
        other.stdout.readline()
    told = _told(tmp_path)
    assert "dialora_calls_running 2.0" in told
    assert 'dialora_calls_refused_total{reason="at_capacity"} 2.0' in told

    for other in others:
        other.communicate(b"\n")
        mark_process_dead(other.pid, str(tmp_path))
    told = _told(tmp_path)
    assert "dialora_calls_running 2.0" not in told
    assert 'dialora_calls_ended_total{reason="goodbye"} 2.0' in told, "what was counted stays"
