"""C25. Whoever uploads a script says that they may, and what was taken down stays down."""

NOT_YET = "no rights statement is asked for, and nothing can be taken down"
