"""Stand-ins for the `aws` and `github` provider plugins, for where the real ones are missing.

`plugin.py` speaks the engine's gRPC protocol, `*/schema.json` say what each resource type takes and
gives, and one short row per resource type makes the calls. They talk to loopback addresses only.
"""
