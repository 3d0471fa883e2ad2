"""C51. The policy is the operator's own text, and every rule cites the clauses that it keeps."""

NOT_YET = "this table ties rules and clauses together; the text itself is not part of the product"
