"""C29. Agents give away neither instructions nor secrets, and everybody sees the licence and the build."""

NOT_YET = "agents have no prompt to give away yet, and secrets are sealed; the build is not shown"
