"""`pydns-host check`: is this Corefile right? Nothing is bound, sent or started here; the server is not imported."""
