"""The HTML of the pages: a shell with the navigation, in which a page's module draws. It holds no data."""

from html import escape

from hiwater_inspector.web.assets import Assets
from hiwater_inspector.web.pages import PAGES, Page

_MARK = (
    '<svg class="mark" viewBox="0 0 32 20" aria-hidden="true"><rect x="1" y="3" width="30" height="14" rx="7"/>'
    '<circle cx="9" cy="10" r="2.6"/><circle cx="16" cy="10" r="2.6"/><circle cx="23" cy="10" r="2.6"/></svg>'
)

_FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="{icon}" type="image/svg+xml">
{styles}
<script src="{theme}"></script>
{modules}
</head>
<body data-page="{name}">
<a class="skip" href="#main">Skip to the content</a>
<header class="bar">
<a class="brand" href="/">{mark}<span>hiwater</span></a>
<nav aria-label="Pages">{links}</nav>
<div class="bar-context" id="context"></div>
<div class="bar-tools" id="tools"></div>
</header>
<main id="main" tabindex="-1"></main>
<footer class="transport" id="transport" hidden></footer>
<div id="spoken" class="unseen" role="status" aria-live="polite"></div>
<div id="notices" class="notices" role="alert"></div>
<noscript><p class="plain">These pages are drawn by JavaScript modules that come from this server alone.
Without it, every page has its data: add <code>.json</code> to the address.</p></noscript>
</body>
</html>
"""


def document(page: Page, assets: Assets) -> str:
    """The document of a page: everything that it names is on this server, under the digest."""
    entry = f"pages/{page.name}.js"
    modules = [f'<link rel="modulepreload" href="{assets.address(name)}">' for name in assets.modules_behind(entry)]
    modules.append(f'<script type="module" src="{assets.address(entry)}"></script>')
    styles = ["style/base.css", *(name for name in (f"style/{page.name}.css",) if name in assets.names)]
    return _FRAME.format(
        title=f"{page.title} · hiwater",
        name=page.name,
        icon=assets.address("icon.svg"),
        theme=assets.address("core/theme.js"),
        styles="\n".join(f'<link rel="stylesheet" href="{assets.address(name)}">' for name in styles),
        modules="\n".join(modules),
        mark=_MARK,
        links="".join(_link(other, here=other is page) for other in PAGES if other.key and other.route != "/"),
    )


def _link(page: Page, *, here: bool) -> str:
    present = ' aria-current="page"' if here else ""
    return f'<a href="{page.route}"{present} title="{escape(page.purpose)} (g {page.key})">{page.title}</a>'


_LOCKED = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Locked · hiwater</title>
<meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>This inspector is locked</h1>{body}</main></body></html>
"""
_BY_ADDRESS = (
    "<p>Open the address that <code>hiwater inspect</code> printed: it ends in a token that opens the pages.</p>"
)
_BY_PASSWORD = """{refused}<form method="post" action="/unlock"><p><label>Password
<input type="password" name="password"
autocomplete="current-password" required autofocus></label> <button>Unlock</button></p></form>"""
_REFUSED = "<p role=alert>That is not the password. One try a second.</p>"


def locked_out(*, by_password: bool, refused: bool = False) -> str:
    """What someone sees who does not hold the token: how to come in."""
    body = _BY_PASSWORD.format(refused=_REFUSED if refused else "") if by_password else _BY_ADDRESS
    return _LOCKED.format(body=body)


_PLAIN = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} · hiwater</title>
<meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>{title}</h1><p>{sentence}</p><p><a href="/">Go to the start</a></p></main></body></html>
"""


def not_there(sentence: str) -> str:
    """What a person sees at an address that holds nothing."""
    return _PLAIN.format(title="Nothing is here", sentence=escape(sentence))
