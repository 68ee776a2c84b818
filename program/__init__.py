"""What only the root program uses: the stack's configuration and its earlier outputs."""
