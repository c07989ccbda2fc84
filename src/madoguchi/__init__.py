"""Madoguchi (窓口): attended remote support under the provider's own terms of service."""

__version__ = "0.1.0"
