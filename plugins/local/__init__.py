"""The plugin local: answers for names that mean this very machine. Nothing is defined here."""
