"""Tests of what `bench.growth` makes of its measurements. Playing the families is left to the benchmark."""
