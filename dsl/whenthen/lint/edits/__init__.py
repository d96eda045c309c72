"""Edits that rules of the linter offer, and what they have to know of how things are written."""
