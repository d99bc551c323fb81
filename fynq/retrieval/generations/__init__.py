"""Index generations: what a collection is searched by, as files that are whole or refused."""
