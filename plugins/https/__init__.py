"""The directive https: limits of DNS over HTTPS. Nothing serves it here."""
