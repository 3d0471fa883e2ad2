"""C15. Whoever launches a campaign signs that it is theirs to answer for."""

NOT_YET = "there are no campaigns yet"
