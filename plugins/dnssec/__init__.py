"""The directive dnssec: answers signed on the fly. Nothing serves it here."""
