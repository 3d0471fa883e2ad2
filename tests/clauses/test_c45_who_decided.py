"""C45. Behind each call stands who asked for it and which rules allowed it; none of it is legal advice."""

NOT_YET = "each call has its decision and who asked; the sentence about legal advice is not shown"
