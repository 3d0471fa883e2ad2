"""A row in every table about consents."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.domain.consent_form import ConsentForm, FormVersion
from dialora.domain.consent_imports import ConsentImport, ImportState, RowFault
from dialora.domain.consents import (
    Consent,
    ConsentChannel,
    ConsentLevel,
    ConsentPurpose,
    ConsentWay,
    Evidence,
    Exhibit,
    Signature,
    Withdrawal,
)
from dialora.domain.phone import PhoneNumber
from dialora.services.consent_words import FIRST_DRAFT
from dialora.store.ids import new_id
from dialora.store.scope import AccountScope, Store
from worlds import NOW, Tenancy

PERSON = PhoneNumber("+12125550150")
FAULT = RowFault(7, "number", "Sam Faulty wrote no number.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRows:
    """One of everything about consents."""

    consent: Consent
    withdrawal: Withdrawal
    evidence: Evidence
    form: ConsentForm
    version: FormVersion
    imported: ConsentImport

    async def add(self, scope: AccountScope) -> None:
        await scope.evidence.add(self.evidence)
        await scope.consents.add(self.consent)
        await scope.consents.withdraw(self.withdrawal)
        await scope.consent_forms.add(self.form)
        await scope.consent_forms.publish(self.version)
        await scope.consent_imports.add(self.imported)
        await scope.consent_imports.add_faults(self.imported.id, [FAULT])


def consent_rows(store: Store, tenancy: Tenancy) -> ConsentRows:
    """Not yet stored."""
    account_id, owner_id = tenancy.account.id, tenancy.owner.id
    evidence = Evidence(
        id=new_id("evid"),
        account_id=account_id,
        sha256="5a" * 32,
        media_type="application/pdf",
        size=2_048,
        name="signed by Sam.pdf",
        recorded_by=owner_id,
        recorded_at=NOW,
    )
    consent = Consent(
        id=new_id("cons"),
        account_id=account_id,
        number_hash=store.keyring.number_hash(PERSON),
        number=PERSON,
        name="Sam Consenting",
        level=ConsentLevel.EXPRESS_WRITTEN,
        purpose=ConsentPurpose.ANY,
        channels=(ConsentChannel.SMS, ConsentChannel.VOICE),
        seller=tenancy.account.seller,
        way=ConsentWay.API,
        authorizes_artificial_voice=True,
        not_condition_of_purchase=True,
        consumer_initiated=False,
        signature=Signature.INK,
        disclosure_text="May we call you about our offers?",
        disclosure_version="paper 3",
        disclosure_sha256=None,
        words="Yes, please.",
        evidence=(Exhibit(id=evidence.id, sha256=evidence.sha256, media_type=evidence.media_type),),
        ip=None,
        user_agent=None,
        call_id=None,
        recorded_by=owner_id,
        obtained_at=NOW,
        recorded_at=NOW,
        salt=b"salt of a consent",
    )
    form = ConsentForm(
        id=new_id("form"),
        account_id=account_id,
        address=f"form-of-{account_id}",
        draft=FIRST_DRAFT,
        open=True,
        changed_at=NOW,
    )
    return ConsentRows(
        consent=consent,
        withdrawal=Withdrawal(
            id=new_id("cwd"),
            account_id=account_id,
            consent_id=consent.id,
            at=NOW,
            via="api",
            recorded_by="key_sample",
        ),
        evidence=evidence,
        form=form,
        version=version_of(form),
        imported=ConsentImport(
            id=new_id("cimp"),
            account_id=account_id,
            file_name="customers of the winter.csv",
            state=ImportState.READING,
            size=1_000,
            seen=500,
            rows=2,
            recorded=1,
            known=0,
            refused=1,
            problem=None,
            started_by=owner_id,
            started_at=NOW,
            ended_at=None,
        ),
    )


def version_of(form: ConsentForm, number: int = 1) -> FormVersion:
    return FormVersion(
        form_id=form.id,
        account_id=form.account_id,
        version=number,
        content=FIRST_DRAFT,
        seller="Sample LLC",
        published_by="memb_sample",
        published_at=NOW,
    )
