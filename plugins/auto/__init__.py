"""The directive auto: zones from a directory. Nothing serves it here."""
