"""The plugin view: server blocks chosen by an expression. Nothing is defined here."""
