"""C27. No tenant takes the room, the calls or the money of another."""

NOT_YET = (
    "calls of a caller and an account, lines and places are limited, and callers come before calls "
    "out; money is not"
)
