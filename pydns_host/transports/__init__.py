"""Sockets: octets in, octets out. Nothing here knows what a message says."""
