"""R: what rules do to themselves and to each other."""
