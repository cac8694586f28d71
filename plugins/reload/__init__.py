"""The plugin reload: a changed Corefile is served without being asked for. Nothing is defined here."""
