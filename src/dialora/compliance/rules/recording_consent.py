"""How a call may be recorded: the strictest law of all places that its ends may be in.

A stored transcript counts as a recording (Cal. Penal Code 631, 632.7; Kearney v. Salomon Smith Barney,
Cal. 2006, for the strictest of both ends).
"""

from __future__ import annotations

from collections.abc import Sequence

from dialora.compliance.facts import known
from dialora.compliance.intent import Channel
from dialora.compliance.places import RecordingRow, Tables, Treatment
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, passes, requires, rule
from dialora.compliance.whereabouts import Whereabouts, of_place

_CONDITIONS = {
    # Where one party's knowledge suffices in law, we announce all the same.
    Treatment.ONE_PARTY: "RECORDING_ANNOUNCE",
    Treatment.ANNOUNCE: "RECORDING_ANNOUNCE",
    Treatment.ALL_PARTY: "RECORDING_ANNOUNCE_AND_ALLOW_REFUSAL",
    Treatment.EXPLICIT_CONSENT: "RECORDING_EXPLICIT_YES",
}

_WHY = {
    Treatment.ONE_PARTY: "The recording is announced",
    Treatment.ANNOUNCE: "The recording must be announced",
    Treatment.ALL_PARTY: "Everyone must know of the recording and may refuse it",
    Treatment.EXPLICIT_CONSENT: "Nothing is recorded before a clear yes",
}


_UNRECORDED = passes("Nothing is recorded or written down.")


@rule(gate="conditions", order=90, source="18 USC 2511(2)(d); Kearney v. Salomon Smith Barney (Cal. 2006)")
def recording_consent(question: Question) -> Ruling | None:
    """Strictest over the other party's plausible places, the business's place and a bridged human's."""
    if question.intent.channel is not Channel.VOICE:
        return None
    if not question.intent.recording_wanted:
        return _UNRECORDED
    where, tables = _everywhere(question), question.tables
    rows = _rows(where, tables)
    by_table = max((row.treatment for row in rows), default=Treatment.ONE_PARTY)
    strictest = max(by_table, tables.recording.unknown_place if where.unknown else Treatment.ONE_PARTY)
    deciding = [row for row in rows if row.treatment is strictest]
    named = [row.name for row in deciding]
    if where.unknown and tables.recording.unknown_place is strictest:
        named.append("a person whose place nobody knows")
    return requires(
        _CONDITIONS[strictest],
        why=f"{_WHY[strictest]}: {_listed(named)}.",
        source="; ".join(row.statute for row in deciding) or None,
    )


def _everywhere(question: Question) -> Whereabouts:
    where = of_place(known(question.account.place, "where the business is"), question.tables)
    where |= question.where
    bridged = known(question.facts.bridged, "where the person put through is")
    return where if bridged is None else where | of_place(bridged, question.tables)


def _rows(where: Whereabouts, tables: Tables) -> Sequence[RecordingRow]:
    states = (tables.recording.in_state(state) for state in sorted(where.states))
    # Several countries without a row of their own share one.
    countries = {row.place: row for row in map(tables.recording.in_country, sorted(where.countries))}
    return [*(row for row in states if row is not None), *countries.values()]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
