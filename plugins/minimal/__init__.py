"""The plugin minimal: answers without what was not asked for. Nothing is defined here."""
