#!/usr/bin/python3
"""{"xml": text} on stdin -> what astropy.io.votable makes of it, as JSON (support/votable.ts says the shape)."""
import io
import json
import re
import sys
import warnings
import xml.etree.ElementTree as ElementTree

import numpy as np
from astropy.io import votable

ATTRIBUTES = ("ID", "name", "datatype", "arraysize", "unit", "ucd", "utype", "xtype")


def field(item):
    """The attributes of a FIELD or PARAM as astropy holds them."""
    out = {name: getattr(item, name, None) for name in ATTRIBUTES}
    out["unit"] = str(item.unit) if item.unit is not None else None
    return out


def cell(value, mask):
    """One cell as JSON; None when it is null."""
    if np.all(mask) and np.size(mask):
        return None
    if isinstance(value, (bytes, np.bytes_)):
        value = value.decode()
    if isinstance(value, np.ndarray) or np.ma.isMaskedArray(value):
        return " ".join(repr(float(x)) for x in np.ma.getdata(value).ravel()) if value.size else None
    if isinstance(value, np.generic):
        value = value.item()
    if value == "" or (isinstance(value, float) and np.isnan(value)):
        return None
    return value


def rows_of(table):
    names = [f.name for f in table.fields]
    ids = list(table.array.dtype.names or [])
    return [{name: cell(row[column], table.array.mask[i][column]) for name, column in zip(names, ids)} for i, row in enumerate(table.array)]


def local(tag):
    return tag.split("}")[-1]


def descriptor(resource):
    """Descriptors are read from the XML itself: astropy turns values into numbers, and their spelling is what a client sends."""
    own = [c for c in resource if local(c.tag) == "PARAM"]
    group = next((g for g in resource if local(g.tag) == "GROUP" and g.get("name") == "inputParams"), [])
    return {
        "id": resource.get("ID"), "name": resource.get("name"), "utype": resource.get("utype"),
        "parameters": {p.get("name"): p.get("value") for p in own},
        "inputs": {p.get("name"): input_of(p) for p in group if local(p.tag) == "PARAM"},
    }


def input_of(param):
    out = {name: param.get(name) for name in ATTRIBUTES + ("value", "ref")}
    values = {local(v.tag): v for v in param.iter() if local(v.tag) in ("MIN", "MAX")}
    out["min"], out["max"] = [values[n].get("value") if n in values else None for n in ("MIN", "MAX")]
    out["options"] = [v.get("value") for v in param.iter() if local(v.tag) == "OPTION"]
    return out


def main():
    text = json.load(sys.stdin)["xml"].encode()
    root = ElementTree.fromstring(text)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        document = votable.parse(io.BytesIO(text), verify="warn")
    results = [r for r in root.iter() if local(r.tag) == "RESOURCE" and r.get("type") == "results"]
    tables = list(document.iter_tables())
    json.dump({
        "version": document.version, "results": len(results),
        "infos": [{"name": i.get("name"), "value": i.get("value"), "content": (i.text or "").strip()}
                  for r in results for i in r if local(i.tag) == "INFO"],
        "fields": [field(f) for f in tables[0].fields] if tables else [],
        "rows": rows_of(tables[0]) if tables else [],
        "descriptors": [descriptor(r) for r in root.iter() if local(r.tag) == "RESOURCE" and (r.get("utype") or "").startswith("adhoc:")],
        "warnings": [re.sub(r"^\S*:\S*: ", "", str(w.message))[:200] for w in caught],
    }, sys.stdout, default=str)


main()
