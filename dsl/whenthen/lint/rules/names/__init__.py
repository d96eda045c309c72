"""N: names that nobody uses, and names that hide others."""
