"""The directive https3: limits of DNS over HTTP/3. Nothing serves it here."""
