"""How an exported conversation looks: the product's colours in light and dark, and on paper; nothing from elsewhere."""

from typing import Final

STYLE: Final = """
:root{color-scheme:light dark;--paper:#fafaf8;--panel:#fff;--sunken:#f0f1ec;--ink:#1e2422;--ink2:#56605c;--ink3:#69726e;
--line:#e4e6e0;--bronze:#2f6f62;--soft:#e3eeea}
@media (prefers-color-scheme:dark){:root{--paper:#181b1a;--panel:#1f2322;--sunken:#2a2f2d;--ink:#ecefed;--ink2:#b3bbb7;
--ink3:#98a19d;--line:#353b38;--bronze:#7cc0b0;--soft:#24403a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 "PingFang SC","HarmonyOS Sans","Microsoft YaHei",
"Noto Sans CJK SC",system-ui,sans-serif;overflow-wrap:anywhere}
main,header,footer{max-width:760px;margin:0 auto;padding:16px}
header{padding-top:32px;border-bottom:1px solid var(--line)}
h1{font-size:1.5em;font-weight:600;margin:0 0 8px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0 0 16px;color:var(--ink2);font-size:.88em}
dt{color:var(--ink3)}dd{margin:0}
h2{position:sticky;top:0;z-index:1;background:var(--paper);color:var(--ink2);font-size:.88em;font-weight:600;margin:16px 0 8px;
padding:8px 0;text-align:center}
article{margin:0 0 16px;padding-left:16px;border-left:3px solid var(--line)}
article:target{border-left-color:var(--bronze)}
article>header{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline;max-width:none;margin:0;padding:0;border:0}
article>header b{font-weight:600}
article>header small,.quiet,figcaption,time{color:var(--ink3);font-size:.82em;font-variant-numeric:tabular-nums}
article p{margin:4px 0;white-space:pre-wrap}
code{padding:1px 4px;background:var(--sunken);border-radius:4px;font:.93em/1.5 ui-monospace,"SF Mono",Menlo,Consolas,
"Noto Sans Mono",monospace}
pre{margin:4px 0;padding:8px 12px;overflow-x:auto;background:var(--sunken);border-radius:8px;tab-size:4;overflow-wrap:normal}
pre code{padding:0;background:none}
.table{margin:4px 0;overflow-x:auto}
table{border-collapse:collapse;font-size:.93em;overflow-wrap:normal}
th,td{padding:4px 12px;border:1px solid var(--line);text-align:start;vertical-align:top}
th{background:var(--sunken);font-weight:600}
.fact{color:var(--ink3);font-size:.88em;text-align:center;margin:8px 0;white-space:pre-wrap}
.note{color:var(--ink3);font-style:normal}
blockquote{margin:4px 0;padding:4px 12px;background:var(--sunken);border-radius:6px;color:var(--ink2);font-size:.88em}
blockquote a{color:inherit;text-decoration:none}
.box{margin:4px 0;padding:8px 12px;background:var(--panel);border:1px solid var(--line);border-radius:8px}
.box ol,.box ul{margin:4px 0;padding-left:24px}
.box section+section{margin-top:8px;border-top:1px solid var(--line);padding-top:8px}
figure{margin:4px 0}figure img,figure video{display:block;max-width:100%;max-height:420px;width:auto;height:auto;
border-radius:8px;border:1px solid var(--line)}
audio{width:100%;max-width:360px;display:block}
a{color:var(--bronze)}a:focus-visible{outline:2px solid var(--bronze);outline-offset:2px}
.marks{display:flex;flex-wrap:wrap;gap:4px 8px;margin:4px 0 0;padding:0;list-style:none;font-size:.88em}
.marks li{padding:0 8px;background:var(--soft);border-radius:10px}
.effect{color:var(--ink3);font-size:.82em;font-variant-numeric:tabular-nums}
details{font-size:.88em;color:var(--ink2)}summary{cursor:pointer}
nav{display:flex;justify-content:space-between;gap:16px;padding:8px 0}
footer{border-top:1px solid var(--line);color:var(--ink3);font-size:.82em}
@media print{:root{--paper:#fff;--panel:#fff;--sunken:#f4f4f2;--ink:#000;--ink2:#333;--ink3:#555;--line:#ccc;--bronze:#1f4f45;
--soft:#eee}h2{position:static}article,figure,.box{break-inside:avoid}audio,video,nav{display:none}
main,header,footer{max-width:none}pre{white-space:pre-wrap;overflow-wrap:anywhere}}
"""
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:; media-src 'self' file:"
"""Should anything foreign ever stand in a page, a browser neither runs nor fetches it."""
