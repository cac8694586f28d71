"""The plugin debug: debug lines in the log, and a traceback for each exception. Nothing is defined here."""
