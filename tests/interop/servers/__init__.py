"""Debian's mail servers as private instances on loopback."""
