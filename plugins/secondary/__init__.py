"""The directive secondary: zones transferred from other servers. Nothing serves it here."""
