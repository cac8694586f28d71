"""`pydns-host adapt`: a Corefile as JSON, or as one file without imports. Plugins are not asked what it means."""
