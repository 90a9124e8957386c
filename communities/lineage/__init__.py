"""Who came out of whom: ancestors and descendants of units, and their figures restated over adjustments."""
