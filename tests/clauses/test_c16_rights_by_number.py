"""C16. By telephone number people get what is kept of them or have it erased; what is old goes by itself."""

NOT_YET = "access, erasure and retention by telephone number are not in the product yet"
