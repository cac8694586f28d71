"""The directive view: server blocks chosen by an expression. Nothing serves it here."""
