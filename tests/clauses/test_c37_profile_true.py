"""C37. What an account says of itself is true, kept up to date and confirmed again."""

NOT_YET = "the operator notes whether a business is known; its profile is neither kept nor confirmed again"
