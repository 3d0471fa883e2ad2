"""What may keep a number from being called at an instant, read at once: it is asked before every call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import bindparam, text
from sqlalchemy.types import BigInteger, DateTime, LargeBinary, String

from dialora.domain.calls import EndReason
from dialora.domain.do_not_call import StopChannel, StopScope
from dialora.domain.number_lists import Listed, ListKind, ListStatus
from dialora.domain.phone import PhoneNumber
from dialora.store.rows import Tenant

_READ: Final = text(
    """
    select
      (select coalesce(json_agg(json_build_array(scope, channel) order by id), '[]') from dnc_entries
        where account_id = :account_id and number_hash = :hash and released_at is null) as entries,
      exists (select number_hash from operator_dnc_entries
        where number_hash = :hash and released_at is null) as everywhere,
      (select stopped from sms_choices where account_id = :account_id and number_hash = :hash
        order by id desc limit 1) as stopped,
      (select coalesce(json_agg(json_build_array(at, scope) order by id), '[]') from revocations
        where account_id = :account_id and number_hash = :hash) as revocations,
      (select coalesce(json_agg(json_build_array(kind, state, flag, list_date, on_day)), '[]')
        from number_lists join listed_numbers on list_no = no
        where status = :current and number_key = :key
          and list_no in (select no from number_lists where status = :current)) as listed,
      exists (select attempts.id from attempts
        join calls on calls.account_id = attempts.account_id and calls.id = call_id
        where attempts.account_id = :account_id and number_hash = :hash and attempts.created_at >= :since
          and end_reason = :not_now) as turned_away,
      array(select distinct state from declared_emergencies
        where from_at <= :at and until > :at and (ended_at is null or ended_at > :at)) as emergencies,
      (select min(list_date) from number_lists where status = :current and kind = :national) as national
    """
).bindparams(
    bindparam("account_id", type_=String),
    bindparam("hash", type_=LargeBinary),
    bindparam("key", type_=BigInteger),
    bindparam("since", type_=DateTime(timezone=True)),
    bindparam("at", type_=DateTime(timezone=True)),
    bindparam("not_now", EndReason.NOT_NOW.value, String),
    bindparam("current", ListStatus.CURRENT.value, String),
    bindparam("national", ListKind.NATIONAL.value, String),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """What there is of one number."""

    #: Entries of the account's list that hold.
    entries: tuple[tuple[StopScope, StopChannel], ...]
    #: Nobody on this installation calls it.
    everywhere: bool
    #: They texted STOP last.
    texts_stopped: bool
    #: When, and its scope.
    revocations: tuple[tuple[datetime, str], ...]
    listed: tuple[Listed, ...]
    #: They said lately, in a call of ours, that it was not a good time.
    turned_away: bool
    #: Where an emergency lasts: two letters of each state.
    emergencies: frozenset[str]
    #: The date of the national list that counts; None where there is none.
    national_date: date | None


class Suppression:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def of_number(self, number: PhoneNumber, *, at: datetime, since: datetime) -> Suppressed:
        """At this instant; `since` is how far back "not now" counts."""
        hashed = self._tenant.keyring.number_hash(number)
        asked = {
            "account_id": self._tenant.account_id,
            "hash": hashed,
            "at": at,
            "since": since,
            "key": int.from_bytes(hashed[:8], signed=True),
        }
        row = (await self._tenant.connection.execute(_READ, asked)).one()
        return Suppressed(
            entries=tuple((StopScope(scope), StopChannel(channel)) for scope, channel in row.entries),
            everywhere=row.everywhere,
            texts_stopped=bool(row.stopped),
            revocations=tuple((datetime.fromisoformat(at), scope) for at, scope in row.revocations),
            turned_away=row.turned_away,
            emergencies=frozenset(row.emergencies),
            listed=tuple(map(_listed, row.listed)),
            national_date=row.national,
        )


def _listed(cells: list[Any]) -> Listed:
    kind, state, flag, list_date, on_day = cells
    return Listed(
        kind=ListKind(kind),
        state=state,
        flag=flag,
        list_date=date.fromisoformat(list_date),
        on_day=date.fromisoformat(on_day) if on_day else None,
    )
