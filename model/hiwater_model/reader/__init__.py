"""The consumer's side: records leave the queue through the door."""
