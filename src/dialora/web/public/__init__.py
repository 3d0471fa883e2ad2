"""Pages for people without an account: no cookies, nothing to sign in to, not for search engines."""
