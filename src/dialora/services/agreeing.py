"""What people settle in a call about being called, as an agent's tools are handed it."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.services.consenting import Consenting
from dialora.services.revocations import Revocations
from dialora.services.spoken_agreements import SpokenAgreements
from dialora.services.wrong_numbers import WrongNumbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreeing:
    revocations: Revocations
    wrong_numbers: WrongNumbers
    spoken: SpokenAgreements

    @classmethod
    def over(cls, revocations: Revocations, consenting: Consenting) -> Agreeing:
        consents = consenting.consents
        return cls(
            revocations=revocations,
            wrong_numbers=WrongNumbers(revocations=revocations, consents=consents),
            spoken=SpokenAgreements(store=consents.store, spoken=consenting.spoken),
        )
