"""The model, whichever copy stands first on the path, answers the protocol on standard input and output.

`python -m hiwater_check.faults.speaker`, run with a faulted copy, is what the unfaulted model judges.
"""

from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.serving import serve

if __name__ == "__main__":
    serve(ModelAdapter())
