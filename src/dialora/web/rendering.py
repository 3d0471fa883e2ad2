"""Pages from templates: escaped always, strict about names that are not there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dialora.domain.release import release
from dialora.services.call_history import ANSWER_BUDGET_MS
from dialora.web import news_words, words
from dialora.web.money import money

_ROOT = Path(__file__).parent
STATIC = _ROOT / "static"

_environment = Environment(
    loader=FileSystemLoader(_ROOT / "dashboard" / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals |= {"budget_ms": ANSWER_BUDGET_MS, "release": str(release())}
_environment.filters |= {
    "phone": words.phone,
    "peer": words.peer,
    "place": words.place,
    "at_time": words.at_time,
    "day_and_time": words.day_and_time,
    "within_a_sentence": news_words.within_a_sentence,
    "long_day": words.long_day,
    "short_day": words.short_day,
    "grouped": words.grouped,
    "seconds": words.seconds,
    "offset": words.offset,
    "length_of": words.length,
    "outcome": words.outcome,
    "ending": words.ending,
    "money": money,
    "mood": words.mood,
    "sentence_case": words.sentence_case,
    "lower_first": words.lower_first,
    "city": words.city,
}


def page(
    template: str,
    context: Mapping[str, object],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page, or a piece of one."""
    return HTMLResponse(_environment.get_template(template).render(context), status, dict(headers or {}))
