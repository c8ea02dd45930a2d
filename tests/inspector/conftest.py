"""The fixtures of all tests of the pages: one browser a worker, one served inspector a module."""

from tests.inspector.browser.fixtures import axe, browser, open_page, playwright
from tests.inspector.serving import serve, served

__all__ = ["axe", "browser", "open_page", "playwright", "serve", "served"]
