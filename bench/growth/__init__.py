"""Cost against size: how a server's processor time and memory grow with what is asked of it.

`python -m bench.growth` plays it; the benchmark of one size, each scenario against the reference, is `bench` itself.
"""
