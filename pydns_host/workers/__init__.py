"""Several processes that serve one Corefile, and the one that looks after them. What serving is, is not here."""
