"""Appointments. The database refuses two that overlap on one calendar, whoever asks at the same moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import func, select

from dialora.domain.appointments import Appointment, AppointmentStatus
from dialora.domain.phone import PhoneNumber
from dialora.store.page import Page
from dialora.store.rows import AccountRows, write_noun
from dialora.store.tables import appointments, calendars


class Appointments(AccountRows[Appointment]):
    """`add` raises Conflict("slot_taken") where the time is booked already."""

    table = appointments
    noun = Appointment

    async def page(
        self,
        *,
        limit: int = 20,
        starting_after: str | None = None,
        status: AppointmentStatus | None = None,
        calendar_id: str | None = None,
        call_id: str | None = None,
        ends_after: datetime | None = None,
        starts_before: datetime | None = None,
    ) -> Page[Appointment]:
        wanted = {"status": status, "calendar_id": calendar_id, "call_id": call_id}
        conditions = [appointments.c[name] == value for name, value in wanted.items() if value is not None]
        if ends_after is not None:
            conditions.append(appointments.c.ends_at > ends_after)
        if starts_before is not None:
            conditions.append(appointments.c.starts_at < starts_before)
        return await self._page(limit, starting_after, *conditions)

    async def between(
        self,
        starts: datetime,
        ends: datetime,
        *,
        calendar_ids: Sequence[str] | None = None,
        booked_only: bool = True,
    ) -> tuple[Appointment, ...]:
        """Those that touch [starts, ends), earliest first."""
        conditions = [appointments.c.starts_at < ends, appointments.c.ends_at > starts]
        if calendar_ids is not None:
            conditions.append(appointments.c.calendar_id.in_(calendar_ids))
        if booked_only:
            conditions.append(appointments.c.status == AppointmentStatus.BOOKED)
        return await self._all(
            self._select(*conditions).order_by(appointments.c.starts_at, appointments.c.id)
        )

    async def of_phone(self, number: PhoneNumber, *, limit: int) -> tuple[Appointment, ...]:
        """What this number was given for, the latest first."""
        theirs = self._select(appointments.c.phone == number)
        return await self._all(theirs.order_by(appointments.c.starts_at.desc()).limit(limit))

    async def of_calls(self, call_ids: Sequence[str]) -> Mapping[str, tuple[Appointment, ...]]:
        """What calls booked, canceled or not; a call that booked nothing is missing."""
        made = self._select(appointments.c.call_id.in_(call_ids))
        found = await self._all(made.order_by(appointments.c.call_id, appointments.c.id))
        return {call_id: tuple(of_one) for call_id, of_one in groupby(found, key=attrgetter("call_id"))}

    def _write(self, thing: Appointment) -> Mapping[str, Any]:
        key = (
            select(calendars.c.key)
            .where(calendars.c.account_id == thing.account_id, calendars.c.id == thing.calendar_id)
            .scalar_subquery()
        )
        # No calendar has key 0: an unknown one fails as the unknown reference that it is.
        return write_noun(thing) | {"calendar_key": func.coalesce(key, 0)}
