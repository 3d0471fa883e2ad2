"""C9. Calls to a number reach its agent by its hours, and somebody else where it cannot answer."""

NOT_YET = (
    "each number reaches its agent, and a full house takes messages; a fallback number of the "
    "business is missing"
)
