"""The directive multisocket: several sockets for one address. Nothing is defined here."""
