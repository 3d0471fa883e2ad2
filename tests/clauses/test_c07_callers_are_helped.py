"""C7. Callers' questions are answered from what the business knows, and a person takes over where needed."""

NOT_YET = (
    "agents answer what the owner has written down and put callers through; documents and web pages "
    "cannot be learned from"
)
