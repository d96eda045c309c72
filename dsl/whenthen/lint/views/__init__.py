"""What several rules of the linter look at, worked out once for a program (see `Context.get`)."""
