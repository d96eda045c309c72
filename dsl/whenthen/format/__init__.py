"""Rule texts in their one layout."""
