"""The directive proxyproto: the PROXY protocol on listeners. Nothing serves it here."""
