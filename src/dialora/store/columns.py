"""Kinds of columns: how ids, enums, telephone numbers and instants lie in a row."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, ForeignKey, String, Text
from sqlalchemy.schema import Column
from sqlalchemy.types import TypeDecorator

from dialora.domain.phone import PhoneNumber

#: Ids are compared byte by byte, so that their order is the order they were made in.
ID = String(collation="C")


class EnumText(TypeDecorator[StrEnum]):
    """A StrEnum, kept as its value."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)


class PhoneText(TypeDecorator[PhoneNumber]):
    """A telephone number, kept in E.164 form."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: PhoneNumber | None, dialect: Dialect) -> str | None:
        return None if value is None else value.e164

    def process_result_value(self, value: str | None, dialect: Dialect) -> PhoneNumber | None:
        return None if value is None else PhoneNumber(value)


def primary_id(name: str = "id") -> Column[str]:
    return Column(name, ID, primary_key=True)


def account_id() -> Column[str]:
    """The tenant, first in every tenant table's primary key."""
    return Column("account_id", ID, ForeignKey("accounts.id"), primary_key=True)


def choice(name: str, kind: type[StrEnum], *, nullable: bool = False) -> Column[Any]:
    return Column(name, EnumText(kind), nullable=nullable)


def phone(name: str, *, nullable: bool = True) -> Column[PhoneNumber]:
    return Column(name, PhoneText, nullable=nullable)


def instant(name: str, *, nullable: bool = False) -> Column[datetime]:
    """An aware instant; read back in UTC."""
    return Column(name, DateTime(timezone=True), nullable=nullable)
