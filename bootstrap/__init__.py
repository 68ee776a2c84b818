"""Make what a stack needs before its first `pulumi up`, from nothing."""
