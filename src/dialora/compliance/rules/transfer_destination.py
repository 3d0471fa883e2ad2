"""A caller is put through only to a person whom the agent's owner has named, on an ordinary number of the
business's own country (policy clause C19): no premium, satellite, short or emergency number, no loop."""

from __future__ import annotations

from typing import Final

import phonenumbers

from dialora.compliance.facts import TransferFacts, known
from dialora.compliance.kinds import Kind
from dialora.compliance.places import Tables
from dialora.compliance.question import Question
from dialora.compliance.rule import Ruling, denies, passes, rule
from dialora.domain.accounts import Standing
from dialora.domain.phone import PhoneNumber

_SOURCE = "acceptable use policy (C19, C31); platform: toll fraud, calls only within the business's country"

#: Numbers at which a person is reached at the usual price.
_ORDINARY: Final = frozenset(
    {
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        phonenumbers.PhoneNumberType.VOIP,
    }
)
_GOOD: Final = frozenset({Standing.ACTIVE, Standing.WARNED})


@rule(gate="G2", order=60, about=frozenset({Kind.TRANSFER}), source=_SOURCE)
def transfer_destination(question: Question) -> Ruling:
    """Who is called need not consent: it is the business itself."""
    transfer = known(
        known(question.facts.transfer, "whom the agent may put callers through to"), "the transfer"
    )
    account = question.account
    if known(account.standing, "how the account stands") not in _GOOD:
        return denies("DESTINATION_NOT_ALLOWED", "The account may not make outgoing calls.")
    country = known(account.place, "where the business is").country
    return _of_number(question.intent.peer, transfer, country, question.tables)


def _of_number(
    number: PhoneNumber | None, transfer: TransferFacts | None, country: str, tables: Tables
) -> Ruling:
    if number is None:
        return denies("NUMBER_INVALID", "There is no number to put the caller through to.")
    if transfer is None or number not in transfer.destinations:
        return denies("DESTINATION_NOT_ALLOWED", "The agent may not put callers through to this number.")
    if number in transfer.ours:
        return denies("DESTINATION_NOT_ALLOWED", "The number leads back to the agent itself.")
    parsed = phonenumbers.parse(number.e164)
    if not phonenumbers.is_valid_number(parsed):
        return denies("NUMBER_INVALID", "No such number is given out to anybody.")
    region = phonenumbers.region_code_for_number(parsed) or ""
    home = tables.countries.united_states if country in tables.countries.united_states else {country}
    if region not in home:
        return denies("COUNTRY_BLOCKED", "The number is in another country than the business.")
    # A short or emergency number is none that is valid.
    if phonenumbers.number_type(parsed) not in _ORDINARY:
        return denies("NUMBER_TYPE_FORBIDDEN", "Callers are put through to ordinary numbers only.")
    return passes("The agent may put callers through to this person.")
