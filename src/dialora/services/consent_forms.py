"""The consent form of an account: written, published version by version, and answered by people who agree."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from dialora.domain.consent_form import (
    LONGEST_LINE,
    LONGEST_WORDING,
    ConsentForm,
    FormContent,
    FormLanguage,
    FormVersion,
    may_be_published,
)
from dialora.domain.consents import (
    LONGEST_NAME,
    Consent,
    ConsentLevel,
    ConsentWay,
    Grant,
    Signature,
)
from dialora.domain.errors import Conflict, InvalidFields, NotFound, Throttled
from dialora.domain.phone import PhoneNumber
from dialora.ports.clock import Clock
from dialora.services.consent_words import FIRST_DRAFT
from dialora.services.consents import Consents
from dialora.services.evidence import HTML, EvidenceFiles
from dialora.services.ledger import Ledger
from dialora.store.ids import new_id
from dialora.store.scope import Store

_ADDRESS_BYTES = 9
#: Answers from one address, and to one form: a form is no way to fill the ledger.
_WINDOW = timedelta(hours=1)
MOST_OF_A_VISITOR = 20
MOST_OF_A_FORM = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedForm:
    """What somebody who opens the address sees."""

    account_id: str
    form: ConsentForm
    version: FormVersion
    business: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormAnswer:
    """What somebody filled in."""

    version: int
    language: FormLanguage
    name: str
    number: PhoneNumber
    #: Their name typed again: the signature.
    signature: str
    agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentForms:
    store: Store
    clock: Clock
    ledger: Ledger
    consents: Consents
    evidence: EvidenceFiles

    async def of_account(self, account_id: str) -> ConsentForm:
        """The account's form; one that nobody has published yet where it never began one."""
        async with self.store.account(account_id) as scope:
            form = await scope.consent_forms.of_account()
            if form is None:
                form = ConsentForm(
                    id=new_id("form"),
                    account_id=account_id,
                    address=secrets.token_urlsafe(_ADDRESS_BYTES),
                    draft=FIRST_DRAFT,
                    open=True,
                    changed_at=self.clock.now(),
                )
                await scope.consent_forms.add(form)
        return form

    async def versions(self, account_id: str) -> tuple[FormVersion, ...]:
        """All that were published, the newest first."""
        async with self.store.account(account_id) as scope:
            form = await scope.consent_forms.of_account()
            return await scope.consent_forms.versions(form.id) if form else ()

    async def save(self, account_id: str, content: FormContent) -> ConsentForm:
        """Keep what is being written, complete or not. Raises InvalidFields."""
        _check(content)
        form = await self.of_account(account_id)
        async with self.store.account(account_id) as scope:
            form = await scope.consent_forms.lock(form.id)
            form = replace(form, draft=content, changed_at=self.clock.now())
            await scope.consent_forms.save(form)
        return form

    async def turn(self, account_id: str, *, on: bool) -> ConsentForm:
        """Let people answer it, or not."""
        form = await self.of_account(account_id)
        async with self.store.account(account_id) as scope:
            form = replace(await scope.consent_forms.lock(form.id), open=on, changed_at=self.clock.now())
            await scope.consent_forms.save(form)
        return form

    async def publish(self, account_id: str, *, by: str) -> FormVersion:
        """What was written becomes what people read. Raises Conflict("form_incomplete") where the law's list
        is not fulfilled, Conflict("form_unchanged")."""
        form = await self.of_account(account_id)
        async with self.store.account(account_id) as scope:
            account = await scope.account()
            form = await scope.consent_forms.lock(form.id)
            if not may_be_published(form.draft):
                raise Conflict(
                    "Something that written consent must say is missing: see the list.",
                    code="form_incomplete",
                )
            before = await scope.consent_forms.versions(form.id)
            if before and before[0].content == form.draft and before[0].seller == account.seller:
                raise Conflict("This wording is published already.", code="form_unchanged")
            version = FormVersion(
                form_id=form.id,
                account_id=account_id,
                version=len(before) + 1,
                content=form.draft,
                seller=account.seller,
                published_by=by,
                published_at=self.clock.now(),
            )
            await scope.consent_forms.publish(version)
            hashes = {language.value: version.hash(language) for language in version.content.wordings}
            said = {"version": version.version, "disclosures": hashes, "by": by}
            head = await self.ledger.add(scope, kind="consent_form_published", subject_id=form.id, said=said)
        await self.ledger.keep(head)
        return version

    async def published(self, address: str) -> PublishedForm:
        """What an address shows. Raises NotFound, with the code "form_closed" where it is closed."""
        async with self.store.platform() as platform:
            found = await platform.consent_forms.by_address(address)
        nothing = NotFound("There is no form at this address.", code="form_unknown")
        if found is None:
            raise nothing
        async with self.store.account(found.account_id) as scope:
            account = await scope.account()
            form = await scope.consent_forms.get(found.id)
            versions = await scope.consent_forms.versions(found.id)
        if not versions:
            raise nothing
        if not form.open:
            raise NotFound("This form is closed.", code="form_closed")
        return PublishedForm(
            account_id=account.id, form=form, version=versions[0], business=account.name, zone=account.zone
        )

    async def answer(
        self, shown: PublishedForm, answer: FormAnswer, *, snapshot: str, ip: str, user_agent: str
    ) -> Consent:
        """Put what somebody signed on record; `snapshot` is the form as they saw it, filled in.

        Raises InvalidFields, Conflict("form_changed") where another version was published meanwhile,
        Throttled.
        """
        _check_answer(shown, answer)
        visitor = await self._not_too_often(shown.account_id, ip)
        kept = await self.evidence.keep(
            shown.account_id,
            snapshot.encode(),
            media_type=HTML,
            name=f"form {shown.version.version}, {answer.language.value}.html",
            by="form",
        )
        content = shown.version.content
        grant = Grant(
            number=answer.number,
            name=answer.name,
            level=ConsentLevel.EXPRESS_WRITTEN,
            purpose=content.purpose,
            channels=content.channels,
            obtained_at=self.clock.now(),
            way=ConsentWay.FORM,
            seller=shown.version.seller,
            authorizes_artificial_voice=True,
            not_condition_of_purchase=True,
            consumer_initiated=True,
            signature=Signature.TYPED_NAME,
            disclosure_text=shown.version.disclosure(answer.language),
            disclosure_version=shown.version.name(answer.language),
            words=answer.signature,
            evidence_ids=(kept.id,),
            ip=ip,
            user_agent=user_agent[: LONGEST_NAME * 5],
        )
        return await self.consents.record(shown.account_id, grant, by="form", visitor=visitor)

    async def _not_too_often(self, account_id: str, ip: str) -> int:
        """What stands for the address. Raises Throttled."""
        since = self.clock.now() - _WINDOW
        async with self.store.account(account_id) as scope:
            visitor = scope.seal.word_hash(f"form visitor {ip}")
            of_visitor = await scope.consents.count_since(ConsentWay.FORM, since, visitor=visitor)
            of_form = await scope.consents.count_since(ConsentWay.FORM, since)
        if of_visitor >= MOST_OF_A_VISITOR or of_form >= MOST_OF_A_FORM:
            raise Throttled(wait_s=int(_WINDOW.total_seconds()))
        return visitor


def _check_answer(shown: PublishedForm, answer: FormAnswer) -> None:
    if answer.version != shown.version.version or answer.language not in shown.version.content.wordings:
        raise Conflict("The text has changed since you opened the page. Read it again.", code="form_changed")
    wrong = {}
    if not answer.name.strip():
        wrong["/name"] = "name"
    if " ".join(answer.signature.split()).casefold() != " ".join(answer.name.split()).casefold():
        wrong["/signature"] = "signature"
    if not answer.agreed:
        wrong["/agreed"] = "agreed"
    if wrong:
        raise InvalidFields(wrong)


def _check(content: FormContent) -> None:
    wrong = {}
    for language, wording in content.wordings.items():
        for part, most in (
            ("title", LONGEST_LINE),
            ("button", LONGEST_LINE),
            ("intro", LONGEST_WORDING),
            ("disclosure", LONGEST_WORDING),
            ("thanks", LONGEST_WORDING),
        ):
            text = getattr(wording, part)
            if len(text) > most:
                wrong[f"/{language.value}/{part}"] = f"At most {most:,} characters."
            elif "\x00" in text:
                wrong[f"/{language.value}/{part}"] = "It holds a character that cannot be kept."
    if wrong:
        raise InvalidFields(wrong)
