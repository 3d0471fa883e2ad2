"""Opening hours minus what is busy: the slots that may be offered. Pure."""
