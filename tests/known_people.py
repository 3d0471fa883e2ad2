"""People an account knows, and an account that the law lets call them."""

from __future__ import annotations

from dialora.domain.approvals import Approvals, Identity
from dialora.domain.consents import ConsentChannel, ConsentLevel, ConsentPurpose, ConsentWay, Grant
from dialora.domain.contacts import Contact, ContactSource
from dialora.domain.phone import PhoneNumber
from dialora.services.bundle import Services
from dialora.store.scope import Store
from worlds import Tenancy

ADA = PhoneNumber("+12125550150")


async def let_call(store: Store, tenancy: Tenancy) -> None:
    """The operator knows the business; the carrier vouches for its number in every world."""
    async with store.platform() as platform:
        approved = Approvals(identity=Identity.VERIFIED, policy_accepted=True)
        await platform.approvals.put(tenancy.account.id, approved)


async def agrees(services: Services, tenancy: Tenancy, number: PhoneNumber = ADA, name: str = "") -> None:
    """Somebody agrees to reminders by phone."""
    grant = Grant(
        number=number,
        name=name or "Ada Quill",
        level=ConsentLevel.EXPRESS,
        purpose=ConsentPurpose.INFORMATIONAL,
        channels=(ConsentChannel.VOICE,),
        obtained_at=services.clock.now(),
        way=ConsentWay.API,
        disclosure_text="May we remind you by phone?",
        words="Yes.",
    )
    await services.consenting.consents.record(tenancy.account.id, grant, by="key_1")


async def known(services: Services, tenancy: Tenancy, number: PhoneNumber = ADA, **said: object) -> Contact:
    """Somebody is a contact."""
    person = {"name": "Ada Quill"} | said
    return await services.address_book.contacts.create(
        tenancy.account.id, number, person, source=ContactSource.DASHBOARD
    )
