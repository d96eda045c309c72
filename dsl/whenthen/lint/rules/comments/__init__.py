"""I: comments that keep findings back."""
