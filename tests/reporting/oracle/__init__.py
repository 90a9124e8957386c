"""A second reading of the clauses, slow and plain, that shares nothing with the measures of the platform.

It goes through rows as they lie in the registers, one unit and one clause after the other, and says how each stands on
a day. The engine must say the same. What is taken from the platform are the rows alone.
"""
