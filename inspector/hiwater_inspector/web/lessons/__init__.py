"""The page /lessons: runs that a reader takes step by step, with a question before each surprise."""
