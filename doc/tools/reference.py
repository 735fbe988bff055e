#!/usr/bin/env python3
# Copyright (c) 2026 The concur authors
# Distributed under the Boost Software License, Version 1.0.
"""Make the pages of the reference, and the index of names, from Doxygen's XML.

usage: reference.py XML OUT

XML is the directory with Doxygen's output for include/concur.  In the directory OUT
the tool writes one asciidoc file for each part of the reference, and index.adoc, the
index of all public names.  Run it from the root of the repository.
"""
import collections
import pathlib
import re
import sys

sys.dont_write_bytecode = True
from doxygen import (Library, Member, Text, escaped, flat, members_of, slug,
                     template_head, tidy)
from examples import Examples

# The parts of the reference: the namespaces, and the title of the part.
PARTS = {
    "subprocess": "Reference: subprocess",
    "queue": "Reference: queue",
    "sched": "Reference: sched",
    "contextvars": "Reference: contextvars",
    "thread": "Reference: thread",
    "": "Reference: common names",
}
# Names that are in the standard library, too.  An example that uses one of them may
# use the standard's.
COMMON = {"empty", "size", "begin", "end", "data", "get", "set", "name", "value", "lock",
          "unlock", "join", "copy", "items", "keys", "values", "what", "text", "time",
          "at", "stop", "passed", "count", "run", "wait", "read", "write", "close",
          "flush", "limit", "error", "start", "done", "reset", "in", "errors", "user",
          "group", "input", "check", "record", "split", "exit", "warning", "block",
          "get_executor", "to_string"}


class Page:
    def __init__(self, part, title, anchor, what, header):
        self.part, self.title, self.anchor = part, title, anchor
        self.what, self.header = what, header
        self.words = []     # the names that an example of the page has
        self.parts = []     # pieces of asciidoc; a tuple stands for code

    def add(self, *pieces):
        self.parts.extend(pieces)


class Reference:
    def __init__(self, library, examples):
        self.library, self.examples = library, examples
        self.pages = []
        self.anchors = {}   # Doxygen's id -> anchor
        self.names = []     # (qualified name, anchor, brief)
        self.text = Text(self.anchors)
        self.codes = []     # all signatures, for one run of clang-format
        self.jobs = []      # what writes the pages when all anchors are known
        self.aliases = []   # (qualified name, node): typedefs of instances
        self.classes = {}   # Doxygen's id -> (page, compound, members by name)

    # - names

    @staticmethod
    def place(name):
        """The part, and the name without concur::."""
        short = re.sub(r"^concur::", "", name)
        first = short.split("::")[0]
        if first in PARTS and first:
            return first, short
        if short.startswith("std::hash"):
            return "contextvars", short
        return "", short

    def collect(self):
        for c in self.library.compounds:
            if c.get("kind") in ("class", "struct"):
                self.collect_class(c)
            elif c.get("kind") == "concept":
                self.collect_concept(c)
            elif c.get("kind") == "namespace":
                self.collect_namespace(c)
            else:
                self.collect_macros(c)
        lower = collections.Counter(p.anchor.lower() for p in self.pages)
        for anchor, n in lower.items():
            if n > 1:
                raise ValueError(f"two pages with the name {anchor}")

    def page(self, part, title, what, header, suffix=""):
        anchor = "ref-" + slug(title) + suffix
        if any(p.anchor.lower() == anchor.lower() for p in self.pages):
            anchor += "-" + what.split()[0]
        page = Page(part, title, anchor, what, header)
        self.pages.append(page)
        return page

    def collect_class(self, c):
        part, title = self.place(c.findtext("compoundname"))
        title = re.sub(r"< ", "<", re.sub(r" >", ">", title))
        kind = c.get("kind") + (" template" if c.find("templateparamlist") is not None
                                else "")
        header = c.find("location").get("file")
        page = self.page(part, title, kind, header)
        page.words = [title.split("::")[-1]]
        self.anchors[c.get("id")] = page.anchor
        groups = collections.OrderedDict()
        previous = None
        for m in members_of(c):
            own = title.split("<")[0].split("::")[-1]
            key = m.name
            if m.name == own:
                key = "constructor"
            if not m.documented and previous is not None and m.name != previous.name \
                    and m.line <= max(previous.line, previous.last) + 1:
                key = previous.key
            m.key = key
            groups.setdefault(key, []).append(m)
            self.anchors[m.node.get("id")] = self.member_anchor(page, key)
            previous = m
        self.classes[c.get("id")] = (page, c, groups)
        self.names.append((title, page.anchor, self.brief(c)))
        for key, members in groups.items():
            for name in dict.fromkeys(m.name for m in members):
                if name != title.split("<")[0].split("::")[-1]:
                    self.names.append((f"{title}::{name}",
                                       self.member_anchor(page, key),
                                       self.brief(members[0].node)))
        self.jobs.append((page, lambda: self.write_class(page, c, groups)))

    @staticmethod
    def member_anchor(page, key):
        return f"{page.anchor}-{slug(key)}"

    def collect_concept(self, c):
        part, title = self.place(c.findtext("compoundname"))
        page = self.page(part, title, "concept", c.find("location").get("file"))
        page.words = [title.split("::")[-1]]
        self.anchors[c.get("id")] = page.anchor
        self.names.append((title, page.anchor, self.brief(c)))

        def write():
            code = c.findtext("initializer") and "".join(c.find("initializer").itertext())
            self.begin(page)
            code = re.sub(r"concept\s+[\w:]*::(\w+)", r"concept \1", code).strip()
            page.add(f"[source]\n----\n{code};\n----")
            self.describe(page, c)
            self.end(page)
        self.jobs.append((page, write))

    def collect_namespace(self, c):
        part, name = self.place(c.findtext("compoundname"))
        prefix = "" if name == "concur" else name + "::"
        single = collections.OrderedDict()
        shared = collections.OrderedDict()
        previous = None
        for m in members_of(c):
            title = prefix + m.name
            if m.kind == "variable":
                kind = "keywords" if m.file.endswith("keywords.hpp") else "constants"
                shared.setdefault(kind, []).append(m)
            else:
                if not m.documented and m.kind == "function" and title not in single \
                        and previous and m.line <= previous.line + 2:
                    title = previous.title
                m.title = title
                single.setdefault((title, m.kind if m.kind != "friend" else "function"),
                                  []).append(m)
                previous = m
        for (title, kind), members in single.items():
            self.collect_free(part, title, kind, members)
        for kind, members in shared.items():
            self.collect_shared(part, prefix, kind, members)

    def collect_free(self, part, title, kind, members):
        if (title in [p.title for p in self.pages if p.what.startswith(("class", "struct"))]
                and kind == "function"):
            return  # a deduction guide
        what = {"function": "function", "typedef": "type", "enum": "enumeration"}[kind]
        page = self.page(part, title, what, members[0].file)
        page.words = [m.name for m in members]
        for m in members:
            self.anchors[m.node.get("id")] = page.anchor
        self.names.append((title, page.anchor, self.brief(members[0].node)))
        for m in members:
            for v in m.node.findall("enumvalue"):
                self.anchors[v.get("id")] = page.anchor
                self.names.append((f"{title}::{v.findtext('name')}", page.anchor,
                                   self.brief(v)))

        def write():
            self.begin(page)
            self.overloads(page, members)
            if kind == "enum":
                self.values(page, members[0].node)
            target = self.alias_target(members[0].node) if kind == "typedef" else None
            if target in self.classes:
                other, compound, _ = self.classes[target]
                page.add(f"An instance of <<{other.anchor},{escaped(other.title)}>>:")
                self.describe(page, compound)
                self.end(page)
                self.outline(page, target)
                return
            self.end(page)
        self.jobs.append((page, write))
        if kind == "typedef" and self.alias_target(members[0].node):
            self.aliases.append((title, members[0].node))

    def alias_target(self, node):
        ref = node.find("type/ref")
        if ref is not None and flat(node.find("type")).endswith(">"):
            return ref.get("refid")
        return None

    def collect_shared(self, part, prefix, kind, members):
        page = self.page(part, f"{prefix}{kind}", kind, members[0].file)
        page.title = f"{kind.capitalize()} of {part or 'shutil'}"
        for m in members:
            anchor = f"{page.anchor}-{slug(m.name)}"
            self.anchors[m.node.get("id")] = anchor
            self.names.append((prefix + m.name, anchor, self.brief(m.node)))

        def write():
            self.begin(page)
            for group in self.by_comment(members):
                first = group[0]
                page.add(f"[#{page.anchor}-{slug(first.name)}]\n=== {escaped(first.name)}" +
                         "".join(f", [[{page.anchor}-{slug(m.name)}]]{escaped(m.name)}"
                                 for m in group[1:]))
                self.signatures(page, group)
                self.describe(page, first.node)
                page.add(self.example(page, [m.name for m in group], part))
            self.end(page, False)
        self.jobs.append((page, write))

    @staticmethod
    def by_comment(members):
        groups = []
        for m in members:
            if groups and not m.documented and m.line <= groups[-1][-1].line + 3:
                groups[-1].append(m)
            else:
                groups.append([m])
        return groups

    def collect_macros(self, c):
        macros = [m for m in members_of(c) if m.kind == "define" and
                  m.node.find("initializer") is not None and m.documented]
        for m in macros:
            page = self.page("", m.name, "macro", m.file)
            page.words = [m.name]
            self.anchors[m.node.get("id")] = page.anchor
            self.names.append((m.name, page.anchor, self.brief(m.node)))

            def write(page=page, m=m):
                self.begin(page)
                self.overloads(page, [m])
                self.end(page)
            self.jobs.append((page, write))

    # - writing

    def brief(self, node):
        return flat(node.find("briefdescription"))

    def code(self, text):
        self.codes.append(text)
        return (len(self.codes) - 1,)

    def begin(self, page):
        umbrella = f"concur/{page.part}.hpp"
        header = f"``&#35;include &lt;{page.header}&gt;``"
        if page.part and page.header != umbrella and \
                umbrella_has(umbrella, page.header):
            header += f" or ``&lt;{umbrella}&gt;``"
        page.add(f"[#{page.anchor}]\n== {escaped(page.title)}",
                 f"[.kind]\n{page.what.capitalize()} &#8211; {header}")

    def end(self, page, example=True):
        if example and page.words:
            page.add(self.example(page, page.words, page.part))

    def example(self, page, words, part, member=False):
        found = self.examples.of(words, part, member)
        if not found:
            return ""
        path, tag, _ = found
        where = self.examples.section(path, tag)
        head = f"Example, from ``{escaped(path)}``"
        if where:
            head += f" in <<{where[0]},{where[1]}>>"
        return f".{head}\n[source,indent=0]\n----\ninclude::{{root}}/example/{path}" \
               f"[tag={tag}]\n----"

    def signatures(self, page, members):
        page.add(self.code("\n".join(
            m.signature() if isinstance(m, Member) else m for m in members)))

    def describe(self, page, node):
        body, sections = self.text.blocks(node.find("briefdescription"))
        more, sections = self.text.blocks(node.find("detaileddescription"))
        for text in body + more:
            page.add(text)
        for title, content in sections.items():
            page.add(f"[.label]\n{escaped(title)}")
            if content and isinstance(content[0], tuple):
                rows = []
                for name, text in content:
                    name = "any other" if name == "..." else name
                    if title == "Errors":
                        name = ", ".join(self.link_to(n, page.part)
                                         for n in name.split(", "))
                    else:
                        name = f"``{escaped(name)}``"
                    rows.append(f"{name}:: " + "\n+\n".join(text or ["&#160;"]))
                page.add("[.terms]\n" + "\n".join(rows))
            elif title == "See also":
                page.add(", ".join(content))
            else:
                for text in content:
                    page.add(text)

    def link_to(self, name, part):
        """The name of an exception, as a link if it has a page."""
        for title in (f"{part}::{name}", name):
            for page in self.pages:
                if page.title == title:
                    return f"<<{page.anchor},``{escaped(name)}``>>"
        return "any other" if name == "any other" else f"``{escaped(name)}``"

    def overloads(self, page, members):
        """Each documented overload with those that share its comment, or have the same."""
        groups = []
        for m in members:
            comment = [flat(m.node.find(part)) for part in ("briefdescription",
                                                            "detaileddescription")]
            if groups and (not m.documented or comment == groups[-1][0]):
                groups[-1][1].append(m)
            else:
                groups.append((comment, [m]))
        for _, group in groups:
            self.signatures(page, group)
            self.describe(page, group[0].node)

    def values(self, page, node):
        rows = []
        for v in node.findall("enumvalue"):
            body, _ = self.text.blocks(v.find("briefdescription"))
            more, _ = self.text.blocks(v.find("detaileddescription"))
            rows.append(f"``{escaped(v.findtext('name'))}``:: " +
                        "\n+\n".join(body + more or ["&#160;"]))
        page.add("[.label]\nValues", "[.terms]\n" + "\n".join(rows))

    def bases(self, c):
        """The classes with pages of which c has the public members."""
        out = []
        for base in c.findall("basecompoundref"):
            refid = base.get("refid") or self.by_name(flat(base))
            if base.get("prot") == "public" and refid in self.classes:
                out.append(refid)
        return out

    def by_name(self, name):
        name = name.split("<")[0]
        for refid, (page, c, _) in self.classes.items():
            if c.findtext("compoundname").split("<")[0] == name:
                return refid
        return None

    def inherited(self, c):
        out = collections.OrderedDict()
        for refid in self.bases(c):
            page, base, groups = self.classes[refid]
            for key, members in groups.items():
                if key != "constructor" and not key.startswith("~"):
                    out.setdefault(key, (page, members))
            for key, found in self.inherited(base).items():
                out.setdefault(key, found)
        return out

    def outline(self, page, refid):
        target, c, groups = self.classes[refid]
        rows = [(key, target, members) for key, members in groups.items()]
        rows += [(key, p, members) for key, (p, members) in self.inherited(c).items()
                 if key not in groups]
        if not rows:
            return
        lines = ["[.outline,cols=\"2,5\"]\n|==="]
        for key, where, members in rows:
            own = where.title.split("<")[0].split("::")[-1]
            names = dict.fromkeys(m.name for m in members)
            shown = ", ".join(escaped(n) for n in names)
            if key == "constructor":
                shown = escaped(own)
            brief, _ = self.text.blocks(members[0].node.find("briefdescription"))
            brief = " ".join(brief)
            if where is not target:
                brief += f" (from <<{where.anchor},{escaped(own)}>>)"
            lines.append(f"\n| <<{self.member_anchor(where, key)},``{shown}``>>\n| {brief}")
        page.add("[.label]\nMembers", "\n".join(lines) + "\n|===")

    def write_class(self, page, c, groups):
        self.begin(page)
        name = page.title.split("::")[-1]
        bases = [flat(b) for b in c.findall("basecompoundref")
                 if b.get("prot") == "public"]
        bases = [re.sub(r"\bconcur::(\w+::)?", "", b) for b in bases]
        # Doxygen has put in the default of the parameter.
        if "Policy" in template_head(c):
            bases = [b.replace("default_policy", "Policy") for b in bases]
        bases = [re.sub(r"\bdetail::.*>$", "/* not public */>", b) for b in bases]
        if "<" in name and c.find("templateparamlist") is None:
            name = page.title
        head = template_head(c) + f"{c.get('kind')} {name}"
        if bases:
            head += " : " + ", ".join(f"public {b}" for b in bases)
        page.add(self.code(head + ";"))
        self.describe(page, c)
        page.add(self.example(page, page.words, page.part))
        self.outline(page, c.get("id"))
        for key, members in groups.items():
            title = key
            if key == "constructor":
                title = name.split("<")[0]
            names = list(dict.fromkeys(m.name for m in members))
            if key != "constructor":
                title = ", ".join(names)
            page.add(f"[#{self.member_anchor(page, key)}]\n=== {escaped(title)}")
            self.overloads(page, members)
            if not set(names) & COMMON and key != "constructor" and \
                    not key.startswith(("operator", "~")) and page.title != \
                    "subprocess::options":
                page.add(self.example(page, names, page.part, True))

    # - output

    def write(self, out):
        for _, job in self.jobs:
            job()
        separator = "int concur_next_signature;"
        pretty = tidy(f"\n{separator}\n".join(self.codes)).split(separator)
        pretty = [p.strip() for p in pretty]
        if len(pretty) != len(self.codes):
            raise ValueError("clang-format has lost a signature")
        for part, title in PARTS.items():
            pages = sorted((p for p in self.pages if p.part == part),
                           key=lambda p: (p.title.lower(), p.anchor))
            text = [f"= {title}"]
            for page in pages:
                for piece in page.parts:
                    if isinstance(piece, tuple):
                        piece = f"[source]\n----\n{shown(pretty[piece[0]])}\n----"
                    if piece:
                        text.append(piece)
            (out / f"{part or 'common'}.adoc").write_text("\n\n".join(text) + "\n")
        self.write_index(out)

    def all_names(self):
        names = dict((n, (a, b)) for n, a, b in reversed(self.names))
        for refid, (page, c, groups) in self.classes.items():
            for key, (where, members) in self.inherited(c).items():
                for m in members:
                    names.setdefault(f"{page.title}::{m.name}",
                                     (self.member_anchor(where, key),
                                      self.brief(members[0].node)))
        for title, node in self.aliases:
            refid = self.alias_target(node)
            if refid not in self.classes:
                continue
            page, c, groups = self.classes[refid]
            for key, members in groups.items():
                for m in members:
                    if key != "constructor":
                        names.setdefault(f"{title}::{m.name}",
                                         (self.member_anchor(page, key),
                                          self.brief(members[0].node)))
        return names

    def write_index(self, out):
        letters = collections.OrderedDict()
        names = self.all_names()

        def short(name):
            return re.sub(r"<.*", "", name).split("::")[-1] if "operator" not in name \
                else name[name.index("operator"):]
        for name in sorted(names, key=lambda n: (short(n).lower().lstrip("~"), n)):
            last = short(name)
            first = last.lstrip("~_")[0].upper()
            if last.startswith("operator"):
                first = "Operators"
            letters.setdefault(first, collections.OrderedDict()).setdefault(
                last, []).append(name)
        operators = letters.pop("Operators", None)
        if operators:
            letters["Operators"] = operators
        text = ["[#names]\n== Index of names",
                "Every public name, with the class and the module that it belongs to. "
                "Names of `concur` itself have no module.",
                "[.letters]\n" + " ".join(f"<<names-{slug(c)},{c}>>" for c in letters)]
        for letter, entries in letters.items():
            text.append(f"[#names-{slug(letter)}]\n=== {letter}")
            rows = []
            for last, full in entries.items():
                links = " ".join(f"<<{names[n][0]},``{escaped(n)}``>>" for n in full)
                rows.append(f"``{escaped(last)}``:: {links}")
            text.append("[.names]\n" + "\n".join(rows))
        (out / "index.adoc").write_text("\n\n".join(text) + "\n")


def shown(code):
    """A signature without the namespace of what is not public."""
    return re.sub(r"\bconcur::detail::keyword<", "keyword<", code)


def umbrella_has(umbrella, header):
    path = pathlib.Path("include") / umbrella
    return path.exists() and f"<{header}>" in path.read_text()


def main():
    if len(sys.argv) != 3:
        print(__doc__, end="")
        return 2
    root = pathlib.Path.cwd()
    out = pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    reference = Reference(Library(sys.argv[1]), Examples(root))
    reference.collect()
    reference.write(out)
    print(f"{len(reference.pages)} pages of reference, {len(reference.all_names())} names")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ValueError as error:
        sys.exit(f"doc/tools/reference.py: error: {error}")
