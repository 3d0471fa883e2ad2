"""C12. A number calls only once it is at the carrier, ours, pointed here and answered."""

NOT_YET = (
    "the gate asks for ownership and for somebody who answers; that the carrier's webhooks still "
    "point here is set when a number is brought, and not checked before each call"
)
