"""C38. An agency sees how each client behaves, and can stop one."""

NOT_YET = (
    "agencies switch between their clients; they are not shown risk, refusals and consents of all of them"
)
