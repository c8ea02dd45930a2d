"""Settings that every test shares: how Hypothesis looks for examples.

The quick tier takes the same examples on every run, so that main does not turn red by chance; a campaign
(`-m campaign --hypothesis-profile=campaign`) takes new ones.
"""

from hypothesis import settings

settings.register_profile("quick", derandomize=True, deadline=None)
settings.register_profile("campaign", deadline=None, print_blob=True)
settings.load_profile("quick")
