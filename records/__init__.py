"""Commands to verify, print and draw the rotation record."""
