"""C46. Whoever was called can report it, by the number that called alone, and be left in peace."""

NOT_YET = "the public page stops the calls; it takes no report"
