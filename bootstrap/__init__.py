"""Bootstrap an environment from nothing: what has to be there before the first `pulumi up`."""
