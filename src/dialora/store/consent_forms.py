"""Consent forms: an account's own, each published version of it, and across accounts whose an address is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from dialora.domain.consent_form import ConsentForm, FormContent, FormLanguage, FormVersion, Wording
from dialora.domain.consents import ConsentChannel, ConsentPurpose
from dialora.domain.errors import Forbidden
from dialora.store.rows import AccountRows
from dialora.store.tables import consent_form_versions, consent_forms
from dialora.store.written import Json, written


class ConsentForms(AccountRows[ConsentForm]):
    table = consent_forms
    noun = ConsentForm

    async def of_account(self) -> ConsentForm | None:
        """The account's form; None where it never began one."""
        return await self._first(self._select().order_by(consent_forms.c.id).limit(1))

    async def publish(self, version: FormVersion) -> None:
        """Raises Conflict where there is one of that number."""
        if version.account_id != self._tenant.account_id:
            raise Forbidden("It belongs to another account.", code="foreign_account")
        row = {
            "account_id": version.account_id,
            "form_id": version.form_id,
            "version": version.version,
            "wording": written({"seller": version.seller, "content": _plain(version.content)}),
            "published_by": version.published_by,
            "published_at": version.published_at,
        }
        await self._tenant.connection.execute(insert(consent_form_versions).values(row))

    async def versions(self, form_id: str) -> tuple[FormVersion, ...]:
        """All that were published, the newest first."""
        columns = consent_form_versions.c
        query = (
            select(consent_form_versions)
            .where(columns.account_id == self._tenant.account_id, columns.form_id == form_id)
            .order_by(columns.version.desc())
        )
        rows = await self._tenant.connection.execute(query)
        return tuple(_version(row) for row in rows)

    def _read(self, row: Row[Any]) -> ConsentForm:
        return ConsentForm(**dict(row._mapping) | {"draft": _content(json.loads(row.draft))})

    def _write(self, thing: ConsentForm) -> Mapping[str, Any]:
        return {
            "id": thing.id,
            "account_id": thing.account_id,
            "address": thing.address,
            "draft": written(_plain(thing.draft)),
            "open": thing.open,
            "changed_at": thing.changed_at,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundForm:
    """Whose a form is. The platform sees no more of it."""

    id: str
    account_id: str


class AllConsentForms:
    """Every form, as far as its address leads."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def by_address(self, address: str) -> FoundForm | None:
        columns = (consent_forms.c.id, consent_forms.c.account_id)
        query = select(*columns).where(consent_forms.c.address == address)
        row = (await self._connection.execute(query)).first()
        return None if row is None else FoundForm(id=row.id, account_id=row.account_id)


def _version(row: Row[Any]) -> FormVersion:
    said = json.loads(row.wording)
    return FormVersion(
        form_id=row.form_id,
        account_id=row.account_id,
        version=row.version,
        content=_content(said["content"]),
        seller=said["seller"],
        published_by=row.published_by,
        published_at=row.published_at,
    )


def _plain(content: FormContent) -> Json:
    return {
        "purpose": content.purpose.value,
        "channels": [channel.value for channel in content.channels],
        "wordings": {language.value: asdict(wording) for language, wording in content.wordings.items()},
    }


def _content(said: Mapping[str, Any]) -> FormContent:
    return FormContent(
        purpose=ConsentPurpose(said["purpose"]),
        channels=tuple(ConsentChannel(each) for each in said["channels"]),
        wordings={
            language: Wording(**said["wordings"][language.value])
            for language in FormLanguage
            if language.value in said["wordings"]
        },
    )
