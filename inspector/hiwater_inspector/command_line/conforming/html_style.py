"""The look of the HTML report: the palette of the inspector in light and dark, a sign beside every colour."""

from typing import Final

STYLE: Final = """
:root{color-scheme:light dark;--ground:#fbfaf7;--panel:#fff;--text:#1c2024;--muted:#5b6169;--line:#d8d5cd;
--pass:#00735a;--fail:#b3261e;--wait:#7a5b00;--differs:#a3005c;--accent:#1d4ed8}
@media (prefers-color-scheme:dark){:root{--ground:#12161c;--panel:#1a2028;--text:#e8e6e1;--muted:#9da4ae;--line:#343c47;
--pass:#3ecfa6;--fail:#ff8a75;--wait:#e6cc5c;--differs:#ff8ac4;--accent:#8fb4ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1180px;padding:24px 20px 60px;background:var(--ground);color:var(--text);
font:14px/1.5 system-ui,sans-serif;overflow-wrap:break-word}
h1{font-size:22px;margin:8px 0}h2{font-size:17px;margin:36px 0 8px}h3{font-size:15px;margin:20px 0 6px}
a{color:var(--accent)}a:focus-visible,summary:focus-visible,input:focus-visible,[tabindex]:focus-visible{
outline:3px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-999px}.skip:focus{left:12px;top:8px;background:var(--panel);padding:4px 8px}
.muted{color:var(--muted)}
.sum{font-size:16px;border-left:4px solid var(--line);padding:4px 12px;background:var(--panel)}
.sum.fail{border-color:var(--fail)}.sum.pass{border-color:var(--pass)}
table{border-collapse:collapse;width:100%;background:var(--panel)}
th,td{text-align:left;vertical-align:top;padding:5px 10px;border-bottom:1px solid var(--line)}
th{font-weight:600;white-space:nowrap}tbody tr:last-child td{border-bottom:0}
td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.name,td.verdict,td.strength{white-space:nowrap}.clauses{min-width:760px}.clauses td.evidence{min-width:150px}
dd,summary,pre,code{overflow-wrap:anywhere}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:10px}
.pass .verdict{color:var(--pass)}.fail .verdict,.broken .verdict{color:var(--fail);font-weight:600}
.unknown .verdict,.skipped .verdict{color:var(--wait)}
details{margin-top:10px}summary{cursor:pointer;padding:2px 0}details pre{margin-top:6px}
pre{margin:0;padding:12px;background:var(--panel);border:1px solid var(--line);border-radius:10px;overflow-x:auto;
font:12.5px/1.5 ui-monospace,monospace;white-space:pre-wrap}
.differs{border:4px double var(--differs);border-radius:10px;padding:8px 14px;margin:12px 0;background:var(--panel)}
.differs dt{color:var(--muted)}.differs dd{margin:0 0 8px;font-family:ui-monospace,monospace}
.differs strong{color:var(--differs)}
fieldset{border:0;padding:0;margin:0 0 10px}legend{float:left;margin-right:12px;color:var(--muted)}
label{margin-right:14px;display:inline-block}label .count{color:var(--muted);font-variant-numeric:tabular-nums}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px}
dl.facts dt{color:var(--muted)}dl.facts dd{margin:0}
body:has(#only-pass:checked) .clauses tbody tr:not(.pass),
body:has(#only-fail:checked) .clauses tbody tr:not(.fail,.broken),
body:has(#only-skipped:checked) .clauses tbody tr:not(.skipped),
body:has(#only-unknown:checked) .clauses tbody tr:not(.unknown){display:none}
@media (forced-colors:active){.sum{border-left:4px solid}.differs{border:4px double}}
@media print{fieldset,.skip{display:none}body{max-width:none}}
"""
