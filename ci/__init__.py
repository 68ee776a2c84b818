"""What the workflows run and tell people. The same commands work on any machine."""
