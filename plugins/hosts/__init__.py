"""The plugin hosts: addresses and names from a file such as /etc/hosts. Nothing is defined here."""
