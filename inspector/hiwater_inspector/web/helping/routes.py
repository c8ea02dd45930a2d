"""The page /help as data."""

import tomllib
from importlib.metadata import version
from importlib.resources import files

from fastapi import APIRouter
from pydantic import BaseModel

from hiwater_inspector.command_line.decoding.telling import selection_lines
from hiwater_inspector.web.pages import PAGES
from hiwater_inspector.web.refusals import refusals


class PageRow(BaseModel):
    """One page; `key` follows `g`."""

    route: str
    title: str
    key: str
    purpose: str


class Word(BaseModel):
    """A word of the field and what it means."""

    name: str
    sentence: str


class Help(BaseModel):
    """The page."""

    version: str
    pages: list[PageRow]
    grammar: str
    words: list[Word]


def router() -> APIRouter:
    """One route."""
    routes = APIRouter(tags=["help"], responses=refusals())

    @routes.get("/help.json")
    def helping() -> Help:
        """Pages, filters, words."""
        known = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))["word"]
        pages = [PageRow(route=one.route, title=one.title, key=one.key, purpose=one.purpose) for one in PAGES]
        return Help(
            version=version("hiwater"),
            pages=pages,
            grammar="\n".join(selection_lines()),
            words=[Word(**word) for word in known],
        )

    return routes
