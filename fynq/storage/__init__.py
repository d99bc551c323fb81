"""PostgreSQL, Redis and the object store."""
