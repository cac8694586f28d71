"""The plugin header: bits of the header set or cleared, in queries and answers. Nothing is defined here."""
