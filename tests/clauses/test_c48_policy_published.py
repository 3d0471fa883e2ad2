"""C48. Each version of the policy has its page, its day and what changed."""

NOT_YET = "the policy is not published in the product"
