"""Twilio's published OpenAPI document, as a judge of what the carrier's double says."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse

_SCRIPT = Path(__file__).parents[2] / "scripts/twilio_api.py"

#: Raises where a request or its answer is not as the document says.
Judge = Callable[[httpx.Response], None]


@pytest.fixture(scope="session")
def twilio_says() -> Judge:
    if shutil.which("npm") is None:
        pytest.skip("no npm here to fetch Twilio's OpenAPI document with: apt install nodejs npm")
    fetched = subprocess.run([sys.executable, _SCRIPT], capture_output=True, text=True, check=False)
    assert fetched.returncode == 0, fetched.stderr
    document = OpenAPI.from_dict(json.loads(Path(fetched.stdout.strip()).read_text()))

    def judge(answer: httpx.Response) -> None:
        asked = answer.request
        request = MockRequest(
            "https://api.twilio.com",
            asked.method,
            asked.url.path,
            args={name: values[0] for name, values in parse_qs(asked.url.query.decode()).items()},
            headers=dict(asked.headers),
            data=asked.content or None,
            content_type=asked.headers.get("content-type", "application/json"),
        )
        document.validate_request(request)
        response = MockResponse(answer.content, answer.status_code, content_type="application/json")
        document.validate_response(request, response)

    return judge
