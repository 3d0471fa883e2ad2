"""C2. Breaking the policy costs an account its standing, and every call asks how it stands."""

NOT_YET = (
    "every call asks how the account stands; the policy and the terms that say what follows are not "
    "published in the product"
)
