"""The plugin whoami: tells a client its own address, port and transport. Nothing is defined here."""
