"""Benchmarks: ratios against a peer in one run on one machine (`make bench`). They judge nothing: no pass, no fail."""
