"""A database with very many calls, filled as fast as PostgreSQL copies: two years of one busy business, and
some thousand calls of each of twenty others. Everything is invented and drawn from one seed."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import psycopg
from psycopg import sql

from dialora.bench.conversations import Conversation, conversations
from dialora.domain.call_filter import words_of
from dialora.store.call_words import moment
from dialora.store.keyring import AccountSeal

DAYS: Final = 730
#: Calls written in one go, to keep memory small.
_BATCH = 20_000
_TAGS = ("billing", "new patient", "urgent")
_SLOT = timedelta(minutes=10)
#: How ids are written (TypeID 0.3).
_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
_COLUMNS = {
    "calls": "account_id id agent_id agent_version direction line number peer test status end_reason"
    " carrier_call_id recording outcome created_at answered_at ended_at wrapped_up booked left_message"
    " answers answers_in_time",
    "turns": "account_id call_id index caller_text_sealed caller_start_ms caller_end_ms agent_text_sealed"
    " agent_heard_text_sealed agent_start_ms agent_end_ms interrupted latency tools",
    "notices": "account_id call_id start_ms kind text language end_ms audio_sha256",
    "appointments": "account_id id calendar_id calendar_key service_key service_name starts_at ends_at name"
    " phone status call_id created_at changed_at",
    "messages": "account_id id call_id name phone text_sealed answered_at created_at",
    "call_tags": "account_id call_id tag added_at",
    "call_words": "account_id day word calls",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose calls they are."""

    account_id: str
    agent_ids: Sequence[str]
    calendar_id: str
    numbers: Sequence[str]
    seal: AccountSeal


class Copying:
    """Rows gathered table by table, and written in PostgreSQL's own text form."""

    def __init__(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        self._connection = connection
        self._rows: dict[str, list[str]] = defaultdict(list)

    def add(self, table: str, *values: object) -> None:
        self._rows[table].append("\t".join([_text(value) for value in values]))

    def raw(self, table: str, lines: Sequence[str]) -> None:
        self._rows[table].extend(lines)

    def flush(self) -> None:
        for table, rows in self._rows.items():
            columns = sql.SQL(", ").join(map(sql.Identifier, _COLUMNS[table].split()))
            command = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), columns)
            with self._connection.cursor().copy(command) as copy:
                copy.write("\n".join(rows) + "\n")
        self._rows.clear()


def fill(
    connection: psycopg.Connection[tuple[object, ...]], owner: Owner, count: int, until: datetime, seed: int
) -> None:
    """Write so many calls of the last two years, evenly spread, the newest a minute old."""
    draw = random.Random(seed)
    (key,) = connection.execute(
        "select key from calendars where id = %s", [owner.calendar_id]
    ).fetchone() or (0,)
    spoken = [_Spoken(each, owner) for each in conversations(draw)]
    copying = Copying(connection)
    words: dict[int, list[int]] = defaultdict(list)
    step = timedelta(days=DAYS) / count
    day = None
    for n in range(count):
        at = until - timedelta(minutes=1) - step * (count - 1 - n)
        if at.date() != day:
            _write_words(copying, owner, day, words)
            day = at.date()
        _Written(copying, owner, draw, at, n, key).write(draw.choice(spoken), words)
        if n % _BATCH == _BATCH - 1:
            copying.flush()
    _write_words(copying, owner, day, words)
    copying.flush()


def _write_words(copying: Copying, owner: Owner, day: object, words: dict[int, list[int]]) -> None:
    for word, moments in words.items():
        copying.add("call_words", owner.account_id, day, word, "{" + ",".join(map(str, moments)) + "}")
    words.clear()


class _Spoken:
    """One conversation as rows, but for the call they belong to. What is sealed for one call of an account
    opens for another, so that each text is sealed once."""

    def __init__(self, told: Conversation, owner: Owner) -> None:
        self.told = told
        self.message = _sealed(owner, "message.text", told.message) if told.message else None
        texts = [*told.lines, (told.name, ""), (told.message, ""), (told.outcome, "")]
        said = {word for pair in texts for text in pair for word in words_of(text)}
        self.words = [owner.seal.word_hash(word) for word in said]
        self.waits = [540 + 37 * ((n + len(told.name)) % 13) for n in range(len(told.lines))]
        self.turns = [self._turn(owner, n) for n in range(len(told.lines))]

    def _turn(self, owner: Owner, n: int) -> str:
        asked, answered = self.told.lines[n]
        begins = 6_000 + 9_000 * n
        ends = begins + 2_000
        wait = self.waits[n]
        latency = f'{{"endpoint_ms": 320, "stt_ms": {wait - 420}, "dialogue_ms": 40, "first_audio_ms": 60}}'
        agent = _sealed(owner, "turn.agent_text", answered)
        heard = _sealed(owner, "turn.agent_heard_text", answered)
        values = (n, _sealed(owner, "turn.caller_text", asked), begins, ends, agent, heard)
        said = (ends + wait, ends + wait + 3_000, "f", latency, "[]")
        return "\t".join(_text(value) for value in (*values, *said))


@dataclass(frozen=True, slots=True)
class _Written:
    """One call and all it left behind."""

    copying: Copying
    owner: Owner
    draw: random.Random
    at: datetime
    number: int
    #: Of the calendar, in its rows.
    key: object

    def write(self, spoken: _Spoken, words: dict[int, list[int]]) -> None:
        call_id, kind = _id("call", self.at, self.draw), self.draw.random()
        refused, lost = kind < 0.03, 0.03 <= kind < 0.035
        self._call(call_id, spoken, refused=refused, lost=lost)
        if refused:
            return
        owner, at = self.owner, self.at
        start = f"{owner.account_id}\t{call_id}\t"
        self.copying.raw("turns", [start + turn for turn in spoken.turns])
        notice = "Hi, this is an AI assistant. This call is recorded."
        proof = (300, "ai_disclosure", notice, "en", 5_200, "0" * 64)
        self.copying.add("notices", owner.account_id, call_id, *proof)
        when = moment(at)
        for word in spoken.words:
            words[word].append(when)
        if spoken.told.books:
            self._appointment(call_id, spoken.told)
        if spoken.message is not None:
            self._message(call_id, spoken)
        if self.number % 200 == 0:
            self.copying.add("call_tags", owner.account_id, call_id, self.draw.choice(_TAGS), at)

    def _call(self, call_id: str, spoken: _Spoken, *, refused: bool, lost: bool) -> None:
        told, draw = spoken.told, self.draw
        if refused:
            status, reason = "refused", draw.choice(("at_capacity", "no_agent", "policy"))
        else:
            status, reason = ("failed", "process_lost") if lost else ("completed", draw.choice(_ENDS))
        seconds = draw.choice((18, 41, 74, 74, 95, 130, 320, 900))
        answered, ended = (None, self.at) if refused else (self.at, self.at + timedelta(seconds=seconds))
        test = draw.random() < 0.01
        self.copying.add(
            "calls",
            self.owner.account_id,
            call_id,
            None if reason == "no_agent" else draw.choice(self.owner.agent_ids),
            None if reason == "no_agent" else 1,
            "inbound",
            "browser" if test else "phone",
            None if test else draw.choice(self.owner.numbers),
            None if test else f"+1{draw.randint(201, 989)}555{draw.randint(100, 199):04d}",
            test,
            status,
            reason,
            _id("carrier", self.at, draw),
            "not_wanted" if refused else "kept",
            None if refused or lost else told.outcome,
            self.at,
            answered,
            ended,
            True,
            told.books and not refused,
            bool(told.message) and not refused,
            0 if refused else len(spoken.waits),
            0 if refused else sum(wait <= 800 for wait in spoken.waits),
        )

    def _appointment(self, call_id: str, told: Conversation) -> None:
        owner = self.owner
        # One after another: no two overlap.
        begins = datetime(1990, 1, 1, tzinfo=UTC) + _SLOT * self.number
        kept = (owner.calendar_id, self.key, "cleaning", "cleaning", begins, begins + _SLOT)
        who = (told.name, "+12125550147", "booked", call_id, self.at, self.at)
        self.copying.add("appointments", owner.account_id, _id("appt", self.at, self.draw), *kept, *who)

    def _message(self, call_id: str, spoken: _Spoken) -> None:
        owner, answered = self.owner, None if self.draw.random() < 0.02 else self.at + timedelta(hours=3)
        what = (spoken.told.name, "+12125550147", spoken.message, answered, self.at)
        self.copying.add("messages", owner.account_id, _id("msg", self.at, self.draw), call_id, *what)


_ENDS = ("goodbye", "goodbye", "goodbye", "caller_hung_up", "silence", "opted_out")


def _id(prefix: str, at: datetime, draw: random.Random) -> str:
    """A UUIDv7 (RFC 9562) of that moment, so that ids lie in the order the calls were made in."""
    bits = (int(at.timestamp() * 1000) << 80) | (7 << 76) | (draw.getrandbits(12) << 64)
    bits |= (2 << 62) | draw.getrandbits(62)
    return f"{prefix}_" + "".join(_BASE32[bits >> shift & 31] for shift in range(125, -1, -5))


def _sealed(owner: Owner, what: str, text: str) -> str:
    return r"\\x" + owner.seal.seal_text(what, text).hex()


def _text(value: object) -> str:
    match value:
        case None:
            return r"\N"
        case bool():
            return "t" if value else "f"
        case datetime():
            return value.isoformat()
    return str(value)


def indexes_of(connection: psycopg.Connection[tuple[object, ...]]) -> Iterator[tuple[str, str]]:
    """The indexes that no constraint needs, by name and as they are made: filling is faster without."""
    found = connection.execute(
        "select indexname, indexdef from pg_indexes i where schemaname = 'public' and tablename = any(%s)"
        " and not exists (select from pg_constraint where conname = i.indexname)",
        [list(_COLUMNS)],
    )
    yield from ((str(name), str(made)) for name, made in found.fetchall())
