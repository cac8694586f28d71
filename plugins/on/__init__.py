"""The directive on: commands at start and stop. Nothing serves it here."""
