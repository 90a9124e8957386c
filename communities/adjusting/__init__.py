"""Adjustments as cases: drafted as shares, conducted step by step (drafts.py, steps.py) and taking effect.

division.py says who gives what to whom, moves.py which rows belong to a community and how they move (declared in each
app's own moves.py), destinations.py where each of them goes; obstacles.py what stands against it; effect.py and
carrying.py are the day itself, conserving.py counts that nothing is lost, undoing.py is the way back.
"""
