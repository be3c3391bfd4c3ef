"""Draw the pictures that stand beside a shared address: `make share-images`.

One of each artwork and one of the site, 1200 by 630 pixels, drawn by Chromium from our own SVG
files and font. Run it when an artwork is added or changed, look at the result, and commit it.
"""

import base64
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "clinic_site/static/clinic_site"
LIBRARY = ROOT / "conditions/static/conditions"
WIDTH, HEIGHT, BAND = 1200, 630, 130
LARGEST = 60 * 1024  # bytes: what a phone loads of a shared address
# The page's colours and heading font, as in site.css.
PAGE = """<!doctype html><style>
  @font-face { font-family: Newsreader; src: url(data:font/woff2;base64,%(font)s); }
  body { margin: 0; width: 1200px; height: 630px; display: flex; flex-direction: column; }
  .art { height: 500px; overflow: hidden; }
  .art svg { width: 1200px; height: 100%%; display: block; }
  p { flex: 1; margin: 0; padding: 0 56px; display: flex; align-items: center; gap: 24px;
      background: #fbf8f2; color: #12333b; font: 500 58px/1 Newsreader; }
  p svg { width: 64px; height: 64px; }
</style><div class=art>%(art)s</div><p>%(mark)s Elevate Psychiatry</p>"""


def drawn(browser_page, art):
    """The picture of one artwork as PNG bytes of at most 60 KB."""
    font = base64.b64encode((SITE / "fonts/newsreader.woff2").read_bytes()).decode()
    mark = (SITE / "favicon.svg").read_text()
    browser_page.set_content(PAGE % {"font": font, "mark": mark, "art": art.read_text()})
    browser_page.evaluate("document.fonts.ready")
    picture = Image.open(BytesIO(browser_page.screenshot())).convert("RGB")
    content = BytesIO()
    picture.save(content, "PNG", optimize=True)
    if content.tell() > LARGEST:
        raise SystemExit(f"{art.name}: {content.tell()} bytes are more than {LARGEST}.")
    return content.getvalue()


def main():
    """Draw them all."""
    wanted = {SITE / "hero.svg": SITE / "share.png"}
    for art in sorted((LIBRARY / "artwork").glob("*.svg")):
        wanted[art] = LIBRARY / "share" / f"{art.stem}.png"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for art, target in wanted.items():
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(drawn(page, art))
            print(target.relative_to(ROOT), target.stat().st_size)  # noqa: T201 - a tool
        browser.close()


if __name__ == "__main__":
    main()
