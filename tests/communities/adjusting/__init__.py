"""Adjustments taking effect: what is asked is what a clerk finds in the registers afterwards."""
