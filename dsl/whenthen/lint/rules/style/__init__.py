"""W: how rules are written; opinions, most of them."""
