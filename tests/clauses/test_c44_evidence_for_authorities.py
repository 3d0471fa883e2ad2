"""C44. What an authority must see leaves as one signed package, and who sent it is on record."""

NOT_YET = (
    "a person's calls, sound and decisions leave as one archive, and the chain of consents "
    "leaves signed; no package for an authority is signed as a whole, and who sent it to whom "
    "is not kept"
)
