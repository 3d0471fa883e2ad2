"""What an agent may do in a call, one file each."""
