"""Measurements beside peers, as ratios in one run: `make bench`."""
