"""The directive clouddns: zones of Google Cloud DNS. Nothing serves it here."""
