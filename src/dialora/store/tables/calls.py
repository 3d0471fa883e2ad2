"""Calls, and what was said in them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    FetchedValue,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from dialora.domain.calls import (
    CallLength,
    CallResult,
    CallStatus,
    Direction,
    EndReason,
    Line,
    RecordingState,
)
from dialora.store.columns import ID, EnumText, account_id, choice, instant, phone, primary_id
from dialora.store.tables.metadata import metadata, within_account

calls = Table(
    "calls",
    metadata,
    account_id(),
    primary_id(),
    Column("agent_id", ID),
    Column("agent_version", Integer),
    choice("direction", Direction),
    choice("line", Line),
    phone("number"),
    phone("peer"),
    Column("test", Boolean, nullable=False),
    choice("status", CallStatus),
    choice("end_reason", EndReason, nullable=True),
    Column("decision_id", ID),
    Column("carrier_call_id", Text, unique=True),
    choice("recording", RecordingState),
    Column("outcome", Text),
    instant("created_at"),
    instant("answered_at", nullable=True),
    instant("ended_at", nullable=True),
    Column("process_id", ID),
    Column("takes_message", Boolean, nullable=False, server_default=false()),
    # Worked out once a call has ended (store/calls.py, wrap_up); it is not when the row is written again.
    Column("wrapped_up", Boolean, nullable=False, server_default=false()),
    Column("booked", Boolean, nullable=False, server_default=false()),
    Column("left_message", Boolean, nullable=False, server_default=false()),
    # What was deleted when its days were over (services/rights_purge.py).
    Column("sound_purged", Boolean, nullable=False, server_default=false()),
    Column("words_purged", Boolean, nullable=False, server_default=false()),
    Column("answers", Integer, nullable=False, server_default="0"),
    Column("answers_in_time", Integer, nullable=False, server_default="0"),
    # The database works these out of the others; how is said in the migration.
    Column("result", EnumText(CallResult), FetchedValue()),
    Column("length", EnumText(CallLength), FetchedValue()),
    Column("peer_end", Text, FetchedValue()),
    within_account("agent_id", "agents"),
    within_account("decision_id", "decisions"),
    Index("ix_calls_open", "status", postgresql_where=text("status in ('ringing', 'in_progress')")),
    Index("ix_calls_without_record", "process_id", postgresql_where=text("end_reason is null")),
    # One for each question the list can be asked, newest first.
    Index("ix_calls_when", "account_id", "created_at", "id"),
    *(
        Index(f"ix_calls_{name}", "account_id", column, "created_at")
        for name, column in (
            ("result", "result"),
            ("reason", "end_reason"),
            ("direction", "direction"),
            ("agent", "agent_id"),
            ("number", "number"),
            ("peer", "peer_end"),
            ("recording", "recording"),
            ("length", "length"),
        )
    ),
    Index("ix_calls_test", "account_id", "created_at", postgresql_where=text("test")),
    Index("ix_calls_decision", "account_id", "decision_id"),
    Index("ix_calls_with_sound", "account_id", "created_at", postgresql_where=text("not sound_purged")),
    Index("ix_calls_with_words", "account_id", "created_at", postgresql_where=text("not words_purged")),
    Index("ix_calls_not_wrapped_up", "id", postgresql_where=text("not wrapped_up")),
)

turns = Table(
    "turns",
    metadata,
    account_id(),
    Column("call_id", ID, primary_key=True),
    Column("index", Integer, primary_key=True),
    Column("caller_text_sealed", LargeBinary),
    Column("caller_start_ms", Integer),
    Column("caller_end_ms", Integer),
    Column("agent_text_sealed", LargeBinary),
    Column("agent_heard_text_sealed", LargeBinary),
    Column("agent_start_ms", Integer),
    Column("agent_end_ms", Integer),
    Column("interrupted", Boolean, nullable=False),
    Column("latency", JSONB),
    Column("tools", JSONB, nullable=False),
    within_account("call_id", "calls"),
)

notices = Table(
    "notices",
    metadata,
    account_id(),
    Column("call_id", ID, primary_key=True),
    Column("start_ms", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("end_ms", Integer, nullable=False),
    Column("audio_sha256", Text, nullable=False),
    within_account("call_id", "calls"),
)

stream_tokens = Table(
    "stream_tokens",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("account_id", ID, nullable=False),
    Column("call_id", ID, nullable=False),
    instant("expires_at"),
    within_account("call_id", "calls"),
    Index("ix_stream_tokens_call", "account_id", "call_id"),
)
