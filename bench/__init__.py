"""The benchmark: seven scenarios against a server and, in turn, against a reference binary.

Run as `python -m bench`; nothing here is imported by the server. `namespaces` and `knot` also serve tests/live.
"""
