"""What illumos praudit prints: programs made from layouts and words, and the kernel that runs them over bytes."""
