"""What the workflows run, and what they tell people: the same commands work on any machine."""
