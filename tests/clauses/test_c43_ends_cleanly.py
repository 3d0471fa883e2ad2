"""C43. A terminated account loses keys and numbers at once, and in time its records, but what is held."""

NOT_YET = "a terminated account is refused every call; its keys, webhooks and numbers stay"
