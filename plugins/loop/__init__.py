"""The plugin loop: finds at the start that queries come back to the server. Nothing is defined here."""
