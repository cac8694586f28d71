"""The plugin rewrite: questions changed on their way in, and answers on their way out. Nothing is defined here."""
