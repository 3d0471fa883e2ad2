"""C34. A recording is announced where it must be; nobody can switch that off, and the notice is proved."""

NOT_YET = "its tests are being written"
