"""C33. Nothing of a call is kept before the law of both its ends allows it, and a no deletes what was."""

NOT_YET = "its tests are being written"
