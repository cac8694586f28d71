"""The plugin nsid: tells clients which server answered. Nothing is defined here."""
