"""The policy pack: `pulumi preview --policy-pack policy`."""

from pack import serve

serve()
