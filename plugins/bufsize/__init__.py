"""The plugin bufsize: how large answers over UDP may be, whatever clients say. Nothing is defined here."""
