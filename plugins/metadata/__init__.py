"""The plugin metadata: labels that plugins put on a query for each other. Nothing is defined here."""
