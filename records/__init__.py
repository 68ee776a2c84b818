"""What a person does with the rotation record: check it, read it, see it."""
