"""The plugin prometheus: counts queries, and tells all counters over HTTP. Nothing is defined here."""
