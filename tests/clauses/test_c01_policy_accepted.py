"""C1. Whoever uses Dialora has accepted its policy, and when and by whom is on record."""

NOT_YET = (
    "the gate calls nobody for an account whose acceptance the operator has not noted; which version "
    "each user and key accepted, when and from where, is not kept"
)
