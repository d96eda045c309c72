"""V: values that may be missing, or are not what they seem."""
