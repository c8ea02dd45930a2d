"""What the pipeline meets outside itself, in three bodies: as it ships, scheduled point by point, and traced."""
