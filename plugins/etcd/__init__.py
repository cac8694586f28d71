"""The directive etcd: zones in an etcd store. Nothing serves it here."""
