"""C22. A machine that calls says so, for whom, and how to stop it; a stop by voice or key holds at once."""

NOT_YET = "its tests are being written"
