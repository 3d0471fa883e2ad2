"""C5. A small business is on the telephone within minutes, and writes no code."""

NOT_YET = "agent, hours and a test call need no code; the number is still brought with a command"
