"""What the praudits of illumos and OpenBSM print, byte for byte, from layouts and words that are data."""
