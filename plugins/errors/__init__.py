"""The plugin errors: what went wrong with queries, on standard output. Nothing is defined here."""
