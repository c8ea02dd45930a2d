"""What can be wrong with a finding's file, or with the name of one, as types with fields. Each prints as one line."""


class FindingError(Exception):
    """Base of every error of this package."""


class MalformedFinding(FindingError):
    """A file under specs/hiwater_specs/findings/ is no finding; `where` names the part, `complaint` what is wrong."""

    def __init__(self, file: str, where: str, complaint: str) -> None:
        super().__init__(f"{file}: {where}: {complaint}")
        self.file = file
        self.where = where
        self.complaint = complaint


class UnknownFinding(FindingError):
    """No finding has this id; `near` holds ids that look like it, best first."""

    def __init__(self, identifier: str, near: tuple[str, ...]) -> None:
        hint = f"; near: {', '.join(near)}" if near else ""
        super().__init__(f"no finding {identifier!r}{hint}")
        self.identifier = identifier
        self.near = near
