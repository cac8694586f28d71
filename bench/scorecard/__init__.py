"""The scorecard: load, faults, hostile packets and memory; a row for each promise.

Run as `python -m bench.scorecard`. Its worlds are the benchmark's; speed beside a reference is not here.
"""
