"""The planner's screens: areas and their neighbours, runs, versions with their review, and what a plan leads to."""
