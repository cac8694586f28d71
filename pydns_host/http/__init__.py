"""HTTP for those who look after a server: health, readiness, metrics. DNS over HTTP is not here."""
