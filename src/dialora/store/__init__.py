"""PostgreSQL: tables, scopes, one repository per noun. Nothing else knows SQL."""
