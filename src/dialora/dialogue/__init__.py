"""What to say: the receptionist works by rules and needs no model."""
