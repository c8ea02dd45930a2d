"""The fast codec: trails of any size, read, printed and chosen from, equal to the model's codec on every input."""
