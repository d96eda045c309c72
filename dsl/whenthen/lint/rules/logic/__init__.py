"""L: conditions that are always or never true, or say things twice."""
