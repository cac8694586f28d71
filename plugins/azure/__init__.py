"""The directive azure: zones of Azure DNS. Nothing serves it here."""
