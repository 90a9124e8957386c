"""Layout plans (R01): which areas of a street form communities within the limits, and a proof that none are better.

Pure: plain dataclasses in, plain dataclasses out. Only words.py speaks the language of the screen.

    reading.read(bytes)      the instance, its findings; raises BadInstance
    plan.make_plan(instance) the plan, with its bound, exceptions and certificate
    solution.written(plan)   the plan as JSON
    certificate.check(…)     the proof of the bound, again, by other code
"""
