"""The plugin log: a line about each query on standard output. Nothing is defined here."""
