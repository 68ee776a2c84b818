"""Why the services do not start."""


class CannotStart(Exception):
    """One line that names the thing and the way out."""
