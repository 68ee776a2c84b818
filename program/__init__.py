"""What the root program alone knows: its configuration and its own outputs."""
