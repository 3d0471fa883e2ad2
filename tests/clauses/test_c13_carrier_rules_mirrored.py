"""C13. What the carrier demands or blocks holds here too, and is never evaded by another number."""

NOT_YET = (
    "one number speaks for an agent, and a refusal stops it; the carrier's registrations, permissions "
    "and blocks are not read"
)
