"""The directive dns64: IPv6 addresses made from IPv4 ones. Nothing serves it here."""
