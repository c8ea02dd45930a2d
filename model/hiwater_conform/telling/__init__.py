"""The one storyteller: any run told step by step in words, be it a finding, a scenario or a divergence."""

from hiwater_conform.telling.moments import Moment, moments
from hiwater_conform.telling.story import clause_sentence, told
from hiwater_conform.telling.wrapping import wrapped

__all__ = ["Moment", "clause_sentence", "moments", "told", "wrapped"]
