"""The plugin cache: answers are kept and given again until their time is over. Nothing is defined here."""
