"""The judge: puts an implementation of the audit queue beside the model, step by step, and names what differs."""
