"""The directive nomad: services of a Nomad cluster. Nothing serves it here."""
