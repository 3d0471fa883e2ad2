"""C44. What an authority must see leaves as one signed package, and who sent it is on record."""

NOT_YET = "consents and their chain leave signed; calls, sound and decisions are not packed together"
