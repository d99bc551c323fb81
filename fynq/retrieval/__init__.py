"""RAG: parse, chunk, embed, index generations, search, citations."""
