#!/usr/bin/env python3
# Copyright (c) 2026 The concur authors
# Distributed under the Boost Software License, Version 1.0.
"""Divide the manual, as asciidoctor makes it, into pages with a common navigation.

usage: site.py EMBEDDED OUT VERSION

EMBEDDED is the output of "asciidoctor --embedded" for doc/concur.adoc: parts
("h1.sect0") with chapters ("div.sect1").  Each chapter becomes a page in the
directory OUT, with the contents of the whole manual, the sections of the page, and
links to the pages before and after it.  What stands before the first part is
index.html.  search-data.js has the names and sections for the search.
"""
import html
import json
import pathlib
import re
import shutil
import sys

TOOLS = pathlib.Path(__file__).resolve().parent
BOUNDARY = re.compile(r'^(?=<h1 id="[^"]*" class="sect0">|<div class="sect1">$)', re.M)
HEADING = re.compile(r'<h([2-5]) id="([^"]*)">(.*?)</h\1>', re.S)
TAG = re.compile(r"<[^>]*>")


def plain(markup):
    return re.sub(r"\s+", " ", html.unescape(TAG.sub("", markup))).strip()


class Page:
    def __init__(self, part, body):
        self.part, self.body = part, body
        level, self.id, heading = HEADING.search(body).groups()
        self.title = plain(heading)
        self.file = file_name(self.id)
        self.before = self.after = None


def file_name(anchor):
    name = re.sub(r"^(ref-|_)", "", anchor)
    return re.sub(r"[^A-Za-z0-9_.-]", "_", name) + ".html"


def divided(text):
    """The text before the first part, and the pages."""
    pieces = BOUNDARY.split(text)
    pages, part = [], None
    for piece in pieces[1:]:
        if piece.startswith("<h1"):
            part = plain(piece.split("</h1>", 1)[0])
        else:
            pages.append(Page(part, piece))
    return pieces[0], pages


def links_across(body, own, place):
    """Links to anchors of other pages get the name of the page."""
    def link(match):
        anchor = html.unescape(match[1])
        page = place.get(anchor)
        if page is None or page == own:
            return match[0]
        # A page begins with its own anchor.
        there = "" if file_name(anchor) == page else "#" + match[1]
        return f'href="{page}{there}"'
    return re.sub(r'href="#([^"]*)"', link, body)


def contents(pages, current):
    out = []
    part = None
    for page in pages:
        if page.part != part:
            if part is not None:
                out.append("</ul></details>")
            part = page.part
            if current is not None:
                opened = current.part == part
            else:
                opened = not part.startswith("Reference")
            opened = " open" if opened else ""
            out.append(f"<details{opened}><summary>{html.escape(part)}</summary><ul>")
        here = ' aria-current="page"' if page is current else ""
        title = html.escape(page.title)
        if page.part.startswith("Reference:"):
            title = "::<wbr>".join(title.split("::"))
        out.append(f'<li><a href="{page.file}"{here}>{title}</a></li>')
    out.append("</ul></details>")
    return "".join(out)


def on_this_page(page):
    found = [(int(n), i, h) for n, i, h in HEADING.findall(page.body) if n in "34"]
    if len(found) < 3:
        return ""
    reference = page.part.startswith("Reference")
    if reference or page.id == "names":
        return ""
    items = "".join(f'<li class="level{n}"><a href="#{i}">{re.sub("</?a[^>]*>", "", h)}</a></li>'
                    for n, i, h in found)
    return (f'<details class="here"><summary>On this page</summary>'
            f"<ul>{items}</ul></details>")


def tables_for_all_widths(body):
    """Tables for all widths.

    On a narrow screen the style puts the cells of a row one below the other, with the
    heads of the columns beside them.  A table of numbers is scrolled instead.
    """
    def table(match):
        text = match[0]
        if 'class="icon"' in text:
            return text
        heads = [plain(h) for h in re.findall(r"<th\b[^>]*>(.*?)</th>", text, re.S)]
        cells = [plain(c) for c in re.findall(r"<td\b[^>]*>(.*?)</td>", text, re.S)]
        numbers = sum(bool(re.match(r"[\d(~<>-]", c)) for c in cells)
        if heads and len(heads) > 2 and numbers * 2 > len(cells):
            text = text.replace('class="', 'class="numbers ', 1)
        elif heads:
            def row(tr):
                left = iter(heads)
                return re.sub(r"<td\b", lambda m: f'<td data-head="{html.escape(next(left, ""))}"',
                              tr[0])
            begin = text.index("<tbody")
            text = text[:begin] + re.sub(r"<tr>.*?</tr>", row, text[begin:], flags=re.S)
        return ('<div class="scroll" tabindex="0" role="region" aria-label="table">'
                f"{text}</div>")
    def code(match):
        # Long names are broken where they have joints.
        return re.sub(r"(::|_|&#58;&#58;|&#95;)(?=\w)", r"\1<wbr>", match[0])
    body = re.sub(r"<table\b.*?</table>", lambda t: re.sub(
        r"<code>[^<]*</code>", code, table(t)), body, flags=re.S)
    return body.replace("<pre", '<pre tabindex="0"')


def step(page, word):
    if page is None:
        return "<span></span>"
    return f'<a class="{word}" href="{page.file}"><small>{word}</small> {html.escape(page.title)}</a>'


def whole(title, body, nav, version, foot=""):
    template = (TOOLS / "page.html").read_text(encoding="utf-8")
    parts = {"title": html.escape(title), "body": body, "nav": nav,
             "version": html.escape(version), "foot": foot}
    return re.sub(r"\{\{(\w+)\}\}", lambda m: parts[m[1]], template)


def search_entries(pages):
    """[title, address, where, words]: the sections of the prose."""
    out = []
    for page in pages:
        if page.id == "names":
            continue
        reference = page.part.startswith("Reference:")
        pieces = re.split(r"(?=<h[2-4] id=)", page.body)
        for piece in pieces:
            heading = HEADING.match(piece)
            if not heading:
                continue
            level, anchor, title = heading.groups()
            address = page.file + ("" if anchor == page.id else "#" + anchor)
            where = page.part if level == "2" else page.title
            if reference and level != "2":
                continue  # the index of names has it
            words = sorted(set(re.findall(r"[a-z_][\w+]*", plain(piece).lower())))
            out.append([plain(title), address, where, " ".join(words)])
    return out


def name_entries(names_page, place, own):
    """[name, address]: from the index of names."""
    body = links_across(names_page.body, own, place)
    found = re.findall(r'<dd>(.*?)</dd>', body, re.S)
    out = []
    for dd in found:
        for address, name in re.findall(r'<a href="([^"]*)">(.*?)</a>', dd, re.S):
            out.append([plain(name), html.unescape(address)])
    return out


def main():
    if len(sys.argv) != 4:
        print(__doc__, end="")
        return 2
    source, out, version = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    first, pages = divided(source.read_text(encoding="utf-8"))
    place = {}
    for page in pages:
        for anchor in re.findall(r'\bid="([^"]*)"', page.body):
            if place.setdefault(anchor, page.file) != page.file:
                print(f"the anchor {anchor} is in {place[anchor]} and {page.file}")
                return 1
    if len({p.file.lower() for p in pages}) != len(pages):
        print("two pages have one file name")
        return 1
    for a, b in zip(pages, pages[1:]):
        a.after, b.before = b, a
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.html"):
        old.unlink()
    for page in pages:
        body = tables_for_all_widths(links_across(page.body, page.file, place))
        body = body.replace("<h2 ", "<h1 ", 1).replace("</h2>", "</h1>", 1)
        body = body.replace("</h1>", "</h1>" + on_this_page(page), 1)
        foot = step(page.before, "previous") + step(page.after, "next")
        (out / page.file).write_text(
            whole(page.title, body, contents(pages, page), version, foot), encoding="utf-8")
    body = tables_for_all_widths(links_across(first, "index.html", place))
    (out / "index.html").write_text(
        whole("concur", f'<h1 id="top">concur</h1>{body}', contents(pages, None),
              version, "<span></span>" + step(pages[0], "next")), encoding="utf-8")
    names = next(p for p in pages if p.id == "names")
    data = {"names": name_entries(names, place, names.file),
            "sections": search_entries(pages)}
    (out / "search-data.js").write_text(
        "var searchData = " + json.dumps(data, separators=(",", ":")) + ";\n",
        encoding="utf-8")
    for name in ("manual.css", "manual.js"):
        shutil.copy(TOOLS / name, out / name)
    print(f"{len(pages) + 1} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
