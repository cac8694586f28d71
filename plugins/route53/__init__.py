"""The directive route53: zones of AWS Route 53. Nothing serves it here."""
