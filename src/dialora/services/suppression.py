"""Everything about who must not be called, as the doors are handed it."""

from __future__ import annotations

from dataclasses import dataclass

from dialora.services.do_not_call import DoNotCall
from dialora.services.gate import Gate
from dialora.services.ledger import Ledger
from dialora.services.opt_outs import OptOuts
from dialora.services.revocations import Revocations, Underway
from dialora.services.texts import Agreed, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    revocations: Revocations
    do_not_call: DoNotCall
    opt_outs: OptOuts
    texts: Texts

    @classmethod
    def over(
        cls,
        gate: Gate,
        ledger: Ledger,
        underway: Underway | None,
        public_url: str,
        *,
        agreed: Agreed | None = None,
    ) -> Suppression:
        """All of it on one store; `underway` are the calls that a stop takes back, `agreed` takes down who
        wants texts again."""
        store, clock = gate.store, gate.clock
        revocations = Revocations(store=store, clock=clock, underway=underway)
        do_not_call = DoNotCall(store=store, clock=clock, ledger=ledger, underway=underway)
        opt_outs = OptOuts(
            store=store,
            clock=clock,
            revocations=revocations,
            do_not_call=do_not_call,
            public_url=public_url,
        )
        return cls(
            revocations=revocations,
            do_not_call=do_not_call,
            opt_outs=opt_outs,
            texts=Texts(
                store=store, clock=clock, gate=gate, revocations=revocations, opt_outs=opt_outs, agreed=agreed
            ),
        )
