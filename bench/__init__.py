"""How the product behaves for a company: measured, not guessed."""
