"""The directive shed: load that is dropped under pressure. Nothing serves it here."""
