"""One law per file; each is a pure function that cites its source."""
