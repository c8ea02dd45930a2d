"""The proofs, layer by layer: that each shows what it says, and that each can fail."""
