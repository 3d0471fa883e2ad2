"""C39. What is monitored can be set, is told to tenants, and who looked is on record."""

NOT_YET = (
    "who listens, reads or steps in is in the ledger; monitoring rules and a page about them are missing"
)
