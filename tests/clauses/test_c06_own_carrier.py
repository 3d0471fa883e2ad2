"""C6. A business brings its own number; its credentials are sealed, checked and can be taken back."""

NOT_YET = (
    "numbers are brought, sealed and pointed here with a command; choosing from the carrier's list, a "
    "live check and disconnecting are missing"
)
