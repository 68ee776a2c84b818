"""Components that keep one Atomyx Submit API key safe for its whole life.

Import nothing here: the engine loads `components.key.proof` in another process, which would load
both provider packages with it.
"""
