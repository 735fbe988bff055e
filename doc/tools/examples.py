# Copyright (c) 2026 The concur authors
# Distributed under the Boost Software License, Version 1.0.
"""The examples: which tagged region shows a name, and which section shows the region."""
import collections
import re

from doxygen import escaped


# What the examples call the namespaces.
SHORT = {"subprocess": "(?:sp|subprocess)", "contextvars": "(?:cv|contextvars)"}


def pages_in_order(root):
    text = (root / "doc" / "concur.adoc").read_text(encoding="utf-8")
    return re.findall(r"^include::pages/(\w+)\.adoc", text, re.M)


def automatic_id(heading, taken):
    """The id that asciidoctor gives a heading."""
    plain = heading.lower().replace("`", "").replace("{plus}", "")
    first = "_" + re.sub(r"[ .-]+", "_", re.sub(r"[^\w .-]", "", plain)).strip("_")
    name, n = first, 1
    while name in taken:
        n += 1
        name = f"{first}_{n}"
    return name


class Examples:
    """The tagged regions of the examples, and the sections that show them."""

    def __init__(self, root):
        self.regions = []
        for path in sorted((root / "example").rglob("*.cpp")):
            tags = collections.OrderedDict()
            active = []
            for line in path.read_text().splitlines():
                tag = re.search(r"// (tag|end)::(\w+)\[\]", line)
                if tag and tag[1] == "tag":
                    active.append(tag[2])
                elif tag:
                    active.remove(tag[2])
                else:
                    for t in active:
                        tags.setdefault(t, []).append(line)
            name = str(path.relative_to(root / "example"))
            for t, lines in tags.items():
                self.regions.append((name, t, lines))
        self.sections = {}  # (path, tag) -> (anchor, heading)
        self.order = {}     # (path, tag) -> (page, number of the line)
        self.before = {}    # (path, tag) -> the text between the last listing and this one
        self.around = {}    # (path, tag) -> the lines of the section
        taken = set()
        for name in pages_in_order(root):
            self.read_page(root / "doc" / "pages" / f"{name}.adoc", taken)

    def read_page(self, page, taken):
        section, own, directories = None, None, {}
        before, around, delimiter = [], [], None
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines()):
            if re.match(r"={2,5} ", line):
                heading = line.split(" ", 1)[1]
                before, around = [], []
                section = own or automatic_id(heading, taken), heading
                taken.add(section[0])
            if line.strip():
                found = re.match(r"\[\[([\w-]+)\]\]$|\[#([\w-]+)\]$", line)
                own = found and (found[1] or found[2])
            found = re.match(r":(\w+): \{root\}/example/?(.*)", line)
            if found:
                directories[found[1]] = found[2]
            found = re.match(r"include::\{(\w+)\}/(.*)\[tag=(\w+)\]", line)
            if found and section:
                at, path, tag = found.groups()
                path = (path.removeprefix("example/") if at == "root" else
                        f"{directories.get(at, '')}/{path}".lstrip("/"))
                self.sections.setdefault((path, tag), section)
                self.order.setdefault((path, tag), (page.stem, number))
                self.before.setdefault((path, tag), "\n".join(before))
                self.around.setdefault((path, tag), around)
            if line in ("----", "...."):
                if line == delimiter:
                    before = []
                delimiter = None if line == delimiter else delimiter or line
            elif not delimiter:
                before.append(line)
                around.append(line)

    def section(self, path, tag):
        if (path, tag) not in self.sections:
            return None
        anchor, heading = self.sections[(path, tag)]
        return anchor, escaped(heading.replace("`", ""))

    def of(self, words, part, member=False):
        """The region that shows one of the names, or None.

        A region shows a name if it uses it and the manual names it: in the text before the
        region, or in the tag, or in the section of a short region.  Other uses are chance.
        """
        words = [w for w in words if not w.startswith(("operator", "~"))]
        if not words:
            return None
        folders = {"": ("subprocess", "queue", "thread")}.get(part, (part, "asio"))
        call = "|".join(re.escape(w) for w in words)
        named = re.compile(rf"`\+?(?:\w+(?:::|\.))*({call})(?!\w)")
        # A timer of Asio, a process of Boost and the enumeration have the same names.
        owner = (r"(?:(?<=\.)|(?<=->)|(?<=::))(?<!timer\.)(?<!child\.)(?<!destroy::)"
                 if member else r"(?<=::)")
        used = re.compile(rf"{owner}({call})(?![\w\"])")
        defined = re.compile(rf"(?<![\w\".>:])({call})( =|\()")
        best = None
        for name, tag, lines in self.regions:
            if name.split("/")[0] not in folders:
                continue
            code = "\n".join(l.split("//")[0] for l in lines)
            code = re.sub(r'"(\\.|[^"\\])*"', '""', code)
            in_class = member and re.search(r"^ *(struct|class) ", code, re.M)
            if not used.search(code) and not (in_class and defined.search(code)):
                continue
            if name.startswith("asio/") and part and \
                    not re.search(rf"\b{SHORT.get(part, part)}::", code):
                continue
            at = name, tag
            told = tag in words or bool(named.search(self.before.get(at, "")))
            near = len(lines) <= 12 and bool(named.search("\n".join(self.around.get(at, ()))))
            if not told and not near and len(lines) > 6:
                continue
            # Of the tutorial of the module, neither tiny nor long, and early there.
            # What the manual does not show is for the reference only.
            page, number = self.order.get(at, ("", 0))
            key = (page != part, not page, not 3 <= len(lines) <= 24,
                   number, len(lines))
            if best is None or key < best[0]:
                best = key, (name, tag, lines)
        return best[1] if best else None
