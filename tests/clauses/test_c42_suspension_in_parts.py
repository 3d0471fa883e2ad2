"""C42. A suspension takes as much as it must: a number, an agent, calls out, an account or an agency."""

NOT_YET = (
    "a whole account is suspended, its running calls end and what rings is taken back; nothing "
    "smaller or larger can be"
)
