"""The pages as data: address, title, the key after `g` that goes there, and what it is for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One document. `name` is its module `static/pages/<name>.js` and, where there is one, `static/style/<name>.css`.

    `route` may end in one parameter, for one run, trail or lesson; `key` is empty where no key leads.
    """

    name: str
    route: str
    title: str
    key: str
    purpose: str
    narrower: str | None = None

    @property
    def routes(self) -> tuple[str, ...]:
        """The page itself, and the page of one thing."""
        return (self.route,) if self.narrower is None else (self.route, f"{self.route}/{{{self.narrower}}}")


PAGES = (
    Page("home", "/", "Start", "h", "what is live, recent runs, the first lesson, open a trail"),
    Page("queue", "/queue", "Queue", "q", "see the audit queue move: live, or step by step", "run"),
    Page("compare", "/compare", "Compare", "c", "model and implementation side by side, and where they part", "run"),
    Page("decode", "/decode", "Decode", "d", "read a trail: records, bytes, tokens, fields", "trail"),
    Page(
        "spec", "/spec", "Spec", "s", "what the C promises, clause by clause, and what has been shown of it", "clause"
    ),
    Page("lessons", "/lessons", "Lessons", "l", "learn the design by driving it", "lesson"),
    Page("runs", "/runs", "Runs", "r", "findings, counterexamples, saved and uploaded runs", "run"),
    Page("help", "/help", "Help", "", "keys, the filter grammar, the words"),
)
