"""The plugin forward: asks other servers and passes their answers on. Sockets are `pydns_host.upstream`'s."""

from pydns_host.plugins.forward.plugin import Forward

__all__ = ["Forward"]
