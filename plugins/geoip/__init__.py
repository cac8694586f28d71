"""The directive geoip: the place of a client. Nothing serves it here."""
