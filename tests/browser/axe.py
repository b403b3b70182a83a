"""What a machine can say of a screen's accessibility: axe's findings, and targets too small for a thumb (WCAG 2.2 AA)."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from playwright.async_api import Page

from tests.support.browser import ROOT

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
THUMB = 44
"""CSS pixels a target is high and wide on a phone."""

# Only violations, and of each place only what is needed to find and mend it.
RUN = """async ({ tags, rules, exclude }) => {
  const only = rules ? { type: "rule", values: rules } : { type: "tag", values: tags };
  const where = { include: [["html"]], exclude: exclude.map((one) => [one]) };
  const { violations } = await axe.run(where, { runOnly: only, resultTypes: ["violations"] });
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary }) =>
    `${id} (${help}): ${html.slice(0, 240)}\\n      ${failureSummary.split("\\n").slice(1).join(" ").trim().slice(0, 240)}`));
}"""

# How far from its middle a thumb still hits a target: what counts is who is hit, not whose box is drawn there. What is
# drawn small may reach further by a pseudo-element; what lies over it takes its place away. Links in a line of text are
# as high as the line (2.5.8, "inline"); what is out of sight, or not to be pressed now, is none.
SMALL = """({ thumb, exclude }) => {
  const kinds = "a[href], button, summary, input, select, textarea, [role=button], [role=switch], [role=tab], " +
    "[role=menuitem], [role=option], [role=treeitem], [role=checkbox], [role=radio], [role=combobox], [role=slider], " +
    "[role=separator][tabindex], [tabindex='0']:not([role=log]):not([role=region])";
  const whole = ".ant-select, .ant-picker, .ant-input-affix-wrapper, .ant-input-number, .ant-upload, label";
  const small = [];
  for (const one of document.querySelectorAll(kinds)) {
    if (one.closest(["[inert], [aria-hidden=true], .sr-only, :disabled, [aria-disabled=true]", ...exclude].join())) continue;
    if (one.matches("[type=hidden], [type=file]") || !one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(one);
    const text = one.parentElement?.innerText?.trim() ?? "";
    if (one.matches("a, button") && style.display === "inline" && text.length > one.innerText.trim().length) continue;
    // Reached by scrolling, read like a text, pressed nowhere.
    if (one.scrollHeight > one.clientHeight + 1 && !one.matches("a, button, input, textarea, select, [role]")) continue;
    const target = one.closest(whole) ?? one;
    target.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const box = target.getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || box.right < 0 || box.bottom < 0) continue;
    const hits = (x, y) => {
      const found = document.elementFromPoint(x, y);
      return found !== null && (target.contains(found) || found.closest(whole) === target);
    };
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const reach = (dx, dy) => {
      let far = 0;
      while (far < thumb && hits(x + dx * (far + 1), y + dy * (far + 1))) far += 1;
      return far;
    };
    if (!hits(x, y)) continue;
    const wide = reach(-1, 0) + reach(1, 0) + 1;
    const high = reach(0, -1) + reach(0, 1) + 1;
    if (wide < thumb - 1 || high < thumb - 1)
      small.push(`${wide}×${high}: ${one.outerHTML.slice(0, 200)}`);
  }
  return small;
}"""


# A colour on its way to another is neither.
STILL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


async def violations(page: Page, *rules: str, exclude: tuple[str, ...] = ()) -> list[str]:
    """What axe finds on the page as it stands, readable; of these rules alone, where any are named."""
    if not await page.evaluate("'axe' in window"):
        # By the debugger's way in, which the page's security policy does not forbid.
        await page.evaluate(AXE.read_text())
        await page.evaluate(STILL)
    options: dict[str, Any] = {"tags": TAGS, "rules": list(rules) or None, "exclude": list(exclude)}
    found: list[str] = await page.evaluate(RUN, options)
    return found


async def small_targets(page: Page, exclude: tuple[str, ...] = ()) -> list[str]:
    """What one can press on the page and a thumb would miss."""
    found: list[str] = await page.evaluate(SMALL, {"thumb": THUMB, "exclude": list(exclude)})
    return found


# Where there is nothing an empty state speaks: a list of nothing is noise to who hears the screen.
BARE = """() => [...document.querySelectorAll("ul, ol, [role=list]")]
  .filter((one) => one.childElementCount === 0 && !one.closest("[class*=ant-]") && one.checkVisibility())
  .map((one) => one.outerHTML.slice(0, 200))"""


async def bare_lists(page: Page) -> list[str]:
    """Lists that hold nothing."""
    return [f"a list of nothing: {one}" for one in await page.evaluate(BARE)]


# A word that is missing shows as its key.
KEYS = """(rooms) => {
  const key = new RegExp(`^(?:${rooms.join("|")})(?:\\\\.[A-Za-z_]+)+$`);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const said = [...document.querySelectorAll("[aria-label], [placeholder], [title]")]
    .flatMap((one) => [one.ariaLabel, one.placeholder, one.title]);
  while (walk.nextNode()) said.push(walk.currentNode.data);
  return said.filter((one) => key.test((one ?? "").trim()));
}"""


@cache
def _firsts() -> list[str]:
    """What keys of words begin with."""
    files = (ROOT / "web" / "src").glob("**/locales/zh-CN.json")
    return sorted({name for file in files for name in json.loads(file.read_text(encoding="utf-8"))})


async def keys_for_words(page: Page) -> list[str]:
    """Keys that stand where words should."""
    found: list[str] = await page.evaluate(KEYS, _firsts())
    return [f"a word is missing: {one}" for one in found]
