"""C: calendars and time."""
