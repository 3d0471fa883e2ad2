"""C13. What the carrier demands or blocks holds here too, and is never evaded by another number."""

NOT_YET = (
    "one number speaks for an agent, a refusal stops it, and registrations for texts are known; "
    "permissions and blocks of the carrier are not read"
)
