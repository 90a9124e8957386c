"""Adjustments as cases: drafted as shares, conducted step by step, taking effect and taken back whole."""
