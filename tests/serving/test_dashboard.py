"""The ready dashboard asks for figures that exist, and its questions are ones Prometheus understands."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dialora.domain.calls import EndReason
from dialora.services import measures

DASHBOARD = Path(__file__).parents[2] / "deploy/grafana/dialora.json"


def _questions() -> list[str]:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


async def test_every_figure_on_the_dashboard_exists() -> None:
    measures.started()
    measures.ended(EndReason.GOODBYE)
    measures.refused("AT_CAPACITY")
    there = set(re.findall(r"^# (?:HELP|TYPE) (\S+)", measures.exposition().decode(), re.MULTILINE))
    asked = {name for question in _questions() for name in re.findall(r"dialora_\w+", question)}
    assert asked
    assert {name.removesuffix("_bucket") for name in asked} <= there


def test_prometheus_understands_the_questions(tmp_path: Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("no promtool here: apt install prometheus")
    rules = tmp_path / "rules.yml"
    recorded = [{"record": f"asked:{n}", "expr": question} for n, question in enumerate(_questions())]
    rules.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": recorded}]}))
    checked = subprocess.run([promtool, "check", "rules", rules], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
