"""The plugin timeouts: how long clients over TCP may take. Nothing is defined here."""
