"""The plugin gathersrv: one name for the services of several clusters. Nothing is defined here."""
