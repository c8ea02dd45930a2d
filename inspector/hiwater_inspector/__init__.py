"""What a person touches: the web pages and the command line."""
