"""The plugin any: a small answer to questions for everything. Nothing is defined here."""
