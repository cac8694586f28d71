"""The directive autopath: search paths followed for the client. Nothing serves it here."""
