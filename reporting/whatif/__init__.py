"""What if: rooms, staff, honours, funds, mergers and thresholds changed on trial, and the board before and after.

Edits are kept in the terms of their forms (models.Scenario). To see what comes of them they are written to the tables
for a moment, judged, and rolled back (supposing.py); nothing else ever sees them.
"""
