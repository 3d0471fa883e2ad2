"""C28. Webhooks are signed both ways, tenants stay apart, tools reach nothing inside, oddities are told."""

NOT_YET = (
    "signatures, separation and guarded addresses hold; unusual sign-ins and keys are not told to anybody"
)
