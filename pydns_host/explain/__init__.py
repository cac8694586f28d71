"""`pydns-host explain`: which block takes a question, and what its chain does. Nothing is served here."""
