"""PostgreSQL: every table belongs to an account, and the database agrees."""
