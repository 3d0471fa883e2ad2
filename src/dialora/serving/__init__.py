"""The parent process: embedded database, identical children, restarts."""
