"""The directive tsig: signed queries and answers. Nothing serves it here."""
