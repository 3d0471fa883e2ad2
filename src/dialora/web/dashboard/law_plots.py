"""The plots of the compliance page: bars by day, as plain SVG, on the tables that stand below them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from dialora.domain.decision_days import ConsentDay, DecisionCount
from dialora.web import law_words
from dialora.web.words import short_day

#: Of one day on the drawing, and how much of it the bar fills.
STEP, _FILLED = 10, 7
HEIGHT = 40
#: Reasons with a plot of their own; the rest is counted together.
_SHOWN = 8
#: A day on which anything happened can be seen.
_LEAST = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    kind: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonPlot:
    """One reason over the days, on the same scale as the others."""

    title: str
    code: str
    total: int
    address: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many calls of one purpose could be made."""

    title: str
    asked: int
    allowed: int
    address: str
    refused_address: str

    @property
    def refused(self) -> int:
        return self.asked - self.allowed

    @property
    def percent(self) -> int:
        """All of it, and none of it, only where it really is."""
        if self.allowed in (0, self.asked):
            return 100 if self.allowed else 0
        return min(99, max(1, round(100 * self.allowed / self.asked)))


def shares(decisions: Sequence[DecisionCount], since: date) -> tuple[Share, ...]:
    """One for every purpose that anybody asked for."""
    asked: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for each in decisions:
        asked[each.purpose] += each.decisions
        refused[each.purpose] += each.decisions if each.denied else 0
    return tuple(
        Share(
            title=title,
            asked=asked[name],
            allowed=asked[name] - refused[name],
            address=listed(since, purpose=name),
            refused_address=listed(since, purpose=name, verdict="deny"),
        )
        for name, title in law_words.PURPOSES.items()
        if asked[name]
    )


def refusals(decisions: Sequence[DecisionCount], days: Sequence[date]) -> tuple[ReasonPlot, ...]:
    """The commonest reason first; all on one scale."""
    by_reason: dict[str, Counter[date]] = {}
    for each in decisions:
        if each.denied:
            by_reason.setdefault(each.reason, Counter())[each.day] += each.decisions
    ranked = sorted(by_reason.items(), key=lambda item: (-item[1].total(), item[0]))
    shown, rest = ranked[:_SHOWN], ranked[_SHOWN:]
    # One that is left over may as well be shown.
    if len(rest) == 1:
        shown, rest = ranked, []
    others = sum((counted for _, counted in rest), Counter[date]())
    highest = max((max(counted.values()) for _, counted in [*shown, ("", others)] if counted), default=1)
    found = [
        ReasonPlot(
            title=law_words.reason(code),
            code=code,
            total=counted.total(),
            address=listed(days[0], verdict="deny", reason=code),
            bars=_bars(counted, days, highest),
        )
        for code, counted in shown
    ]
    if rest:
        found.append(
            ReasonPlot(
                title=f"{len(rest)} other reasons",
                code="",
                total=others.total(),
                address=listed(days[0], verdict="deny"),
                bars=_bars(others, days, highest),
            )
        )
    return tuple(found)


def _bars(counted: Mapping[date, int], days: Sequence[date], highest: int) -> tuple[Bar, ...]:
    drawn = []
    for place, day in enumerate(days):
        count = counted.get(day, 0)
        if count:
            tall = max(_LEAST, HEIGHT * count / highest)
            drawn.append(_bar(place, HEIGHT - tall, tall, "refused", f"{short_day(day)}: {count:,}"))
    return tuple(drawn)


def consents(counted: Sequence[ConsentDay], days: Sequence[date]) -> tuple[Bar, ...]:
    """What was given stands above the line, what was taken back below it."""
    by_day = {each.day: each for each in counted}
    highest = max((max(each.granted, each.withdrawn) for each in counted), default=1) or 1
    drawn = []
    for place, day in enumerate(days):
        each = by_day.get(day)
        if each is None:
            continue
        if each.granted:
            tall = max(_LEAST, HEIGHT * each.granted / highest)
            said = f"{short_day(day)}: {each.granted:,} recorded"
            drawn.append(_bar(place, HEIGHT - tall, tall, "given", said))
        if each.withdrawn:
            tall = max(_LEAST, HEIGHT * each.withdrawn / highest)
            drawn.append(
                _bar(place, HEIGHT, tall, "taken", f"{short_day(day)}: {each.withdrawn:,} taken back")
            )
    return tuple(drawn)


def _bar(place: int, y: float, height: float, kind: str, said: str) -> Bar:
    x = place * STEP + (STEP - _FILLED) / 2
    return Bar(x=x, y=round(y, 2), width=_FILLED, height=round(height, 2), kind=kind, said=said)


def listed(since: date, **asked: str) -> str:
    """The decisions behind a figure."""
    return f"/decisions?{urlencode({**asked, 'from': since.isoformat()})}"
