"""C17. What becomes of a number, its credentials and the carrier's terms is on record."""

NOT_YET = (
    "credentials can be replaced with a command; a history of each number, its terms and the rotation "
    "of its keys are missing"
)
