"""C4. An agent that strays from its declared purpose is noticed."""

NOT_YET = "nothing compares what an agent is told and says with what it is for"
