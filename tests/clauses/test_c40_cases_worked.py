"""C40. A suspicion becomes a case with evidence, a decision of two people and an appeal."""

NOT_YET = "there are no cases yet"
