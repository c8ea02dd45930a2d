"""The inspector's pages: FastAPI serves documents, data and the live feed; the browser draws. See `application.py`."""
