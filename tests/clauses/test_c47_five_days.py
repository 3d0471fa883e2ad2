"""C47. A report is answered within five business days, and somebody is reminded before."""

NOT_YET = "there are no reports yet"
