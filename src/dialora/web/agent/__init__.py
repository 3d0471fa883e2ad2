"""An agent as a document: the same shape for programs and for the page that edits it."""
