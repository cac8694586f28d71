"""The plugin cancel: how long a query may take. Nothing is defined here."""
