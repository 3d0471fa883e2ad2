"""What is counted of an account's days: summed over the calls themselves, so that it cannot drift."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Integer, Interval, cast, extract, func, literal, select
from sqlalchemy.sql.elements import ColumnElement

from dialora.domain.appointments import AppointmentStatus
from dialora.domain.call_days import CallDay
from dialora.domain.calls import CallResult, EndReason
from dialora.store.rows import Tenant
from dialora.store.tables import appointments, calls


class CallDays:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def since(self, since: datetime, zone: str) -> Mapping[date, CallDay]:
        """By the day it is in this time zone; a day on which nothing happened is missing."""
        counted: dict[date, dict[str, Any]] = {}
        for row in await self._tenant.connection.execute(self._of_calls(since, zone)):
            known = dict(row._mapping)
            counted[known.pop("day")] = known
        for day, booked in await self._tenant.connection.execute(self._of_appointments(since, zone)):
            counted.setdefault(day, {})["booked"] = booked
        return {day: CallDay(day=day, **known) for day, known in counted.items()}

    def _of_calls(self, since: datetime, zone: str) -> Any:
        real = ~calls.c.test
        talked = extract("epoch", cast(calls.c.ended_at - calls.c.answered_at, Interval))
        day = _day(calls.c.created_at, zone)
        return (
            select(
                day.label("day"),
                func.count().filter(real).label("calls"),
                func.count().filter(calls.c.test).label("tests"),
                _sum(talked, real).label("talked_s"),
                func.count().filter(real, calls.c.result == CallResult.REFUSED).label("refused"),
                func.count().filter(real, calls.c.end_reason == EndReason.AT_CAPACITY).label("turned_away"),
                func.count().filter(real, calls.c.result == CallResult.LOST).label("lost"),
                _sum(calls.c.answers, real).label("answers"),
                _sum(calls.c.answers_in_time, real).label("answers_in_time"),
            )
            .where(calls.c.account_id == self._tenant.account_id, calls.c.created_at >= since)
            .group_by(day)
        )

    def _of_appointments(self, since: datetime, zone: str) -> Any:
        day = _day(appointments.c.created_at, zone)
        return (
            select(day, func.count())
            .where(
                appointments.c.account_id == self._tenant.account_id,
                appointments.c.created_at >= since,
                appointments.c.status == AppointmentStatus.BOOKED,
            )
            .group_by(day)
        )


def _day(at: Column[datetime], zone: str) -> ColumnElement[date]:
    return cast(func.timezone(literal(zone), at), Date)


def _sum(what: ColumnElement[Any], real: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(what).filter(real), 0).cast(Integer)
