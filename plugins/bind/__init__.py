"""The plugin bind: which addresses of the machine a server block listens on. Nothing is defined here."""
