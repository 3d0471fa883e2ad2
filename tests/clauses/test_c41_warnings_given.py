"""C41. A warning names the clause, the evidence and a date, and runs out."""

NOT_YET = "an account can stand as warned; the warning itself is not written"
