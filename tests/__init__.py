"""Tests of hiwater, in folders that mirror the packages."""
