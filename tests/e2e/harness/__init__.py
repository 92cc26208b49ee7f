"""Private servers on loopback and the programs under test.

Used by the end-to-end tests, the demo and the benchmarks. Everything lives in
one temporary folder and ends with it; nothing leaves loopback.
"""
