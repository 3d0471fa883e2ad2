"""C23. What is uploaded is looked through for obscene, defamatory and threatening content."""

NOT_YET = "what agents are told is checked for deception alone"
