"""The plugin forward: asks other servers and passes their answers on. Sockets are `pydns_host.upstream`'s."""
