"""The plugin root: where the files that a server block names are looked for. Nothing is defined here."""
