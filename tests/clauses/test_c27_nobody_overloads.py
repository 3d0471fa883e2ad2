"""C27. No tenant takes the room, the calls or the money of another."""

NOT_YET = (
    "calls, lines, places and a day's money are limited, and callers come before calls out; "
    "how often programs ask is not, and calls out wait in no queue that is fair"
)
