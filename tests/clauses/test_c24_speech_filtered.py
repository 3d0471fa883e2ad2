"""C24. What an agent is about to say is filtered before anybody hears it."""

NOT_YET = "agents say the business's own sentences; there is no filter for a model's words"
