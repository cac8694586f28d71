"""The directive tls: certificates of encrypted listeners. Nothing serves it here."""
