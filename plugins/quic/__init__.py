"""The directive quic: limits of DNS over QUIC. Nothing serves it here."""
