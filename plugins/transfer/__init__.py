"""The directive transfer: zone transfers to other servers. Nothing serves it here."""
