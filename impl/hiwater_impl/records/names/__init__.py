"""What turns the numbers of records into names: events, classes, accounts, error texts, time zones."""
