"""Bytes from our own forms, as `printing/own` makes them: `lines` takes JSON, `text` text, `markup` XML."""
