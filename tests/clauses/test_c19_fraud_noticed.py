"""C19. Signs of fraud are noticed, and callers are put through only to numbers that were listed before."""

NOT_YET = (
    "costly numbers and unlisted transfers are refused; bursts of new accounts and payment signs are "
    "not watched"
)
