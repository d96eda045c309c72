"""M: messages, addresses, secrets."""
