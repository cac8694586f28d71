"""The plugin acl: who may ask for what. Nothing is defined here."""
