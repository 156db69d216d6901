#!/usr/bin/python3
"""{"xml": text} on stdin -> the DALI examples in it as [{name, capability, parameters}]; fails on what DALI §2.3 forbids."""
import json
import sys
import xml.etree.ElementTree as ElementTree

root = ElementTree.fromstring(json.load(sys.stdin)["xml"])
vocabularies = {e.get("vocab") for e in root.iter() if e.get("vocab")}
assert vocabularies == {"http://www.ivoa.net/rdf/examples#"}, vocabularies


def content(element, name):
    found = [("".join(e.itertext())).strip() for e in element.iter() if e.get("property") == name]
    assert len(found) == 1, (name, found)
    return found[0]


out = []
for example in (e for e in root.iter() if e.get("typeof") == "example"):
    assert example.get("resource") == "#" + example.get("id")
    pairs = [e for e in example.iter() if e.get("property") == "generic-parameter"]
    assert all(p.get("typeof") == "keyval" for p in pairs)
    out.append({"name": content(example, "name"), "capability": content(example, "capability"),
                "parameters": {content(p, "key"): content(p, "value") for p in pairs}})
json.dump(out, sys.stdout)
