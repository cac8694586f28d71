"""The built-in plugins, one folder each, all of the same shape; the host loads them by name only.

The folder's import name is `pydns_host.plugins`: a top-level `plugins` would collide with everybody's own.
"""

if __name__ != "pydns_host.plugins":
    raise ImportError(f"import it as pydns_host.plugins, not as {__name__}: a second copy would not be the same plugin")
