"""What has been shown: the records of all layers, read together, by layer and by clause."""
