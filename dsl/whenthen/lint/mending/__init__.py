"""Fixes applied to texts, in rounds, so that a program never comes out worse."""
