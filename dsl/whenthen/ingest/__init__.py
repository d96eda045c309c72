"""Logs, tables and mappings: what comes from outside becomes typed events, or a reject with a reason."""
