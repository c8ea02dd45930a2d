"""The provers of hiwater: contracts, mutants, solvers, exploration, and the evidence they leave."""
