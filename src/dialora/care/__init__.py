"""What an operator does for an installation: look after it, keep a copy of it, bring it back."""
