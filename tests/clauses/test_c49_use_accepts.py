"""C49. Going on to use Dialora after a new version accepts it, and is on record."""

NOT_YET = "the policy has no versions in the product yet"
