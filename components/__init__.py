"""Components that keep one Atomyx Submit API key safe for its whole life.

Nothing is imported here: the engine loads `components.key.proof` in a process of its own,
and must not pay for both provider packages there.
"""
