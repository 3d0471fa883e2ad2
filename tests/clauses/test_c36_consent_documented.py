"""C36. Every consent is on record with text, proof, time and origin, in a chain nobody changes unseen."""

NOT_YET = "its tests are being written"
