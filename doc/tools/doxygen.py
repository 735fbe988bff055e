# Copyright (c) 2026 The concur authors
# Distributed under the Boost Software License, Version 1.0.
"""Doxygen's XML: descriptions as asciidoc, and the declarations of the library."""
import collections
import pathlib
import re
import subprocess
import xml.etree.ElementTree as ET

OPERATORS = {
    "()": "call", "[]": "subscript", "==": "equal", "<": "less", ">": "greater",
    "<=": "less-equal", ">=": "greater-equal", "<<": "print", "=": "assign",
    "*": "dereference", "->": "arrow", "++": "increment",
}
SECTIONS = {"return": "Return value", "see": "See also", "pre": "Preconditions",
            "note": "Note", "warning": "Warning"}
LISTS = {"param": "Parameters", "templateparam": "Template parameters",
         "exception": "Errors", "retval": "Return values"}
# The elements that stand for a character.
CHARACTERS = {"ndash": 8211, "mdash": 8211, "ldquo": 34, "rdquo": 34, "nbsp": 160, "hellip": 8230, "copy": 169, "times": 215}
# Names of classes that are also words of a sentence, which Doxygen takes for names.
ENGLISH = {"Empty", "Full"}


# --- text -----------------------------------------------------------------------

def escaped(text):
    """Text as asciidoc that has no meaning for asciidoc."""
    text = re.sub(r"\s+", " ", text)
    out = []
    for i, c in enumerate(text):
        plain = c.isalnum() or c in " ,()" or ord(c) > 126 or (
            c == "." and text[i - 1:i].isalnum() and text[i + 1:i + 2] in ("", " "))
        if c == "(" and text[i:i + 3] in ("(C)", "(R)"):
            plain = False
        out.append(c if plain else f"&#{ord(c)};")
    return "".join(out)


def slug(name):
    if name.startswith("operator"):
        rest = name[len("operator"):].strip()
        name = "operator-" + OPERATORS.get(rest, rest)
    if name.startswith("~"):
        name = "destructor"
    return re.sub(r"[^A-Za-z0-9]+", "-", name.replace("_", "-u-")).replace(
        "-u-", "_").strip("-")


def flat(element):
    """The text of an element, as C++."""
    text = "".join(element.itertext()) if element is not None else ""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"< ", "<", text)
    return re.sub(r" >", ">", text)


class Text:
    """Doxygen's description as asciidoc."""

    def __init__(self, anchors):
        self.anchors = anchors

    def inline(self, element):
        out = [escaped(element.text or "")]
        for child in element:
            out.append(self.piece(child))
            out.append(escaped(child.tail or ""))
        return "".join(out)

    def piece(self, child):
        if child.tag == "computeroutput":
            inner = self.inline(child)
            return f"``{inner}``" if inner.strip() else ""
        if child.tag == "ref":
            anchor = self.anchors.get(child.get("refid"))
            inner = self.inline(child)
            if inner in ENGLISH:
                return inner
            return f"<<{anchor},{inner}>>" if anchor else inner
        if child.tag == "ulink":
            return f"link:{child.get('url')}[{self.inline(child)}]"
        if child.tag in ("emphasis", "bold"):
            mark = "__" if child.tag == "emphasis" else "**"
            return mark + self.inline(child) + mark
        if child.tag in CHARACTERS:
            return f"&#{CHARACTERS[child.tag]};"
        if child.tag in ("linebreak", "sp"):
            return " "
        if child.tag == "para":
            return self.inline(child)
        if child.tag in ("lsquo", "rsquo"):
            raise ValueError("a quotation in a comment that Doxygen takes apart: give it "
                             "double backticks, since it has a quote: "
                             f"{escaped(child.tail or '')}")
        raise ValueError(f"an element of Doxygen that the tool does not know: {child.tag}")

    def blocks(self, description):
        """The paragraphs of a description; lists and sections apart, by title."""
        body, sections = [], collections.OrderedDict()
        for para in description or []:
            if para.tag != "para":
                raise ValueError(f"an element in a description: {para.tag}")
            self.paragraph(para, body, sections)
        return body, sections

    def paragraph(self, para, body, sections):
        run = [escaped(para.text or "")]

        def end():
            text = "".join(run).strip()
            if text:
                body.append(text)
            run.clear()

        for child in para:
            if child.tag == "parameterlist":
                end()
                rows = sections.setdefault(LISTS[child.get("kind")], [])
                for item in child:
                    names = [flat(n) for n in item.iter("parametername")]
                    text, inner = self.blocks(item.find("parameterdescription"))
                    assert not inner
                    rows.append((", ".join(names), text))
            elif child.tag == "simplesect":
                end()
                title = child.findtext("title") or SECTIONS.get(child.get("kind"))
                if title is None:
                    raise ValueError(f"a section of the kind {child.get('kind')}")
                paras = [c for c in child if c.tag == "para"]
                text, inner = self.blocks(paras)
                sections.setdefault(title.rstrip("."), []).extend(text)
                sections.update(inner)
            elif child.tag in ("itemizedlist", "orderedlist"):
                end()
                lines = []
                for item in child:
                    text, _ = self.blocks(item)
                    lines.append("* " + "\n+\n".join(text))
                body.append("\n".join(lines))
            elif child.tag in ("verbatim", "programlisting"):
                end()
                if child.tag == "verbatim":
                    code = child.text
                else:
                    code = "\n".join("".join(
                        " " if e.tag == "sp" else (e.text or "")
                        for e in line.iter()) for line in child)
                body.append(f"....\n{code.strip()}\n....")
            else:
                run.append(self.piece(child))
            run.append(escaped(child.tail or ""))
        end()


# --- what Doxygen found -------------------------------------------------------------

class Member:
    def __init__(self, node):
        self.node = node
        self.kind = node.get("kind")
        self.name = node.findtext("name")
        place = node.find("location")
        self.file, self.line = place.get("file"), int(place.get("line"))
        self.last = int(place.get("bodyend") or -1)
        self.documented = bool(flat(node.find("briefdescription")) or
                               flat(node.find("detaileddescription")))

    def signature(self):
        return signature(self.node, self.kind)


def template_head(node):
    parameters = node.find("templateparamlist")
    if parameters is None:
        return ""
    out = []
    for p in parameters:
        text = flat(p.find("type"))
        name = p.findtext("declname")
        if name and not re.search(rf"\b{re.escape(name)}$", text):
            text += " " + name
        default = p.find("defval")
        if default is not None:
            text += " = " + flat(default)
        out.append(text)
    head = f"template<{', '.join(out)}>\n"
    requires = node.find("requiresclause")
    if requires is not None:
        head += f"requires {flat(requires)}\n"
    return head


def signature(node, kind):
    name = node.findtext("name")
    type_ = flat(node.find("type")).replace("CONCUR_VISIBLE ", "")
    arguments = re.sub(r"< ", "<", node.findtext("argsstring") or "")
    arguments = re.sub(r" >", ">", arguments)
    initializer = flat(node.find("initializer"))
    if kind == "define":
        return f"#define {name} {initializer}".strip()
    if kind == "typedef":
        if "(*" in type_ or arguments:
            return f"using {name} = {type_}{arguments};"
        return template_head(node) + f"using {name} = {type_};"
    if kind == "enum":
        values = ", ".join(
            v.findtext("name") + (" " + flat(v.find("initializer"))
                                  if v.find("initializer") is not None else "")
            for v in node.iter("enumvalue"))
        strong = "class " if node.get("strong") == "yes" else ""
        under = f" : {type_}" if type_ else ""
        return f"enum {strong}{name}{under} {{ {values} }};"
    if kind == "variable":
        if len(initializer) > 60 or initializer.startswith("= detail") or \
                "detail::" in initializer:
            initializer = ""
        initializer = re.sub(r"^=", " =", initializer)
        static = "static " if node.get("static") == "yes" else ""
        return template_head(node) + f"{static}{type_} {name}{arguments}{initializer};"
    words = ""
    if node.get("static") == "yes":
        words += "static "
    if node.get("explicit") == "yes" and "explicit" not in type_:
        words += "explicit "
    type_ = re.sub(r"^(inline|constexpr|friend) ", "", type_) if kind == "friend" else type_
    friend = "friend " if kind == "friend" else ""
    arguments = re.sub(r" override\b| final\b", "", arguments)
    return template_head(node) + f"{friend}{words}{type_} {name}{arguments};".replace(
        "  ", " ")


def tidy(text):
    """Code in the layout of the headers."""
    result = subprocess.run(
        ["clang-format", "--assume-filename=include/concur/reference.hpp"],
        input=text, capture_output=True, text=True, check=True)
    return result.stdout


class Library:
    def __init__(self, xml):
        self.compounds = []
        for path in sorted(pathlib.Path(xml).glob("*.xml")):
            if path.name == "index.xml":
                continue
            for c in ET.parse(path).getroot().findall("compounddef"):
                if self.public(c):
                    self.compounds.append(c)

    @staticmethod
    def public(c):
        name = c.findtext("compoundname")
        if c.get("kind") == "file":
            return True
        return c.get("kind") in ("namespace", "class", "struct", "concept") and \
            c.get("prot") in (None, "public") and \
            "::detail" not in name and \
            (c.get("kind") != "namespace" or name.startswith("concur")) and \
            not name.startswith("boost::")


def members_of(c):
    out = []
    own = c.findtext("compoundname").split("::")[-1]
    for node in c.iter("memberdef"):
        m = Member(node)
        definition = node.findtext("definition") or ""
        # A friend is no member, so it is public wherever it is declared.
        friend = m.kind == "friend" and m.documented
        if (node.get("prot") != "public" and not friend) or "/detail/" in m.file:
            continue
        if "=delete" in (node.findtext("argsstring") or "") and not m.documented:
            continue
        if m.kind == "friend" and not node.findtext("argsstring"):
            continue
        if "->" in (node.findtext("argsstring") or "") and m.kind == "function" and \
                c.get("kind") == "namespace" and not m.documented:
            continue  # a deduction guide
        arguments = node.findtext("argsstring") or ""
        if not m.documented and m.kind == "function" and c.get("kind") != "namespace" and (
                m.name.startswith(("~", "operator=")) and not m.name.startswith("operator==")
                or m.name == own.split("<")[0] and re.match(rf"\({own}\b", arguments)
                or m.name == "what"):
            continue  # does what everybody expects
        bases = {flat(b).split("<")[0].split("::")[-1] for b in c.findall("basecompoundref")}
        if m.name in bases and m.name != own and m.kind == "function":
            continue  # an inherited constructor
        if m.kind in ("enum",) and m.name.startswith("@"):
            continue
        out.append(m)
    return sorted(out, key=lambda m: (m.file, m.line))
