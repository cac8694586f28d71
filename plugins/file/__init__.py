"""The plugin file: answers for zones that are read from files (RFC 1035 section 5). Nothing is defined here."""
