"""What `hiwater faults` does, case by case: a case plays on a stage and returns what is known of its applications."""
