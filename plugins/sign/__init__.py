"""The directive sign: zone files signed ahead. Nothing serves it here."""
