"""Audio sockets in: carrier and browser."""
