"""C50. The operator says who helps when, and clocks and pages go by it."""

NOT_YET = "the operator cannot say so yet"
