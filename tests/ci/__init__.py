"""Files with which others check rules: hooks, the action, snippets for CI."""
