#!/usr/bin/python3
"""The walk of a user with pyVO: SIA2 search -> getdatalink -> #this, #cutout -> the SODA descriptor.

{"sia": URL of the SIA2 service, "did": ID of a dataset, "position": [lon, lat, radius],
 "requests": {name: {keyword: value, ...}}, "folder": where cutouts go} -> JSON
Each request goes through get_first_proc().process(**keywords); what comes back is written to folder/name.fits.
"""
import hashlib
import json
import os
import sys
import warnings

import numpy as np
import pyvo
from pyvo.dal import adhoc, sia2

warnings.simplefilter("ignore")


def text(value):
    """A cell of pyVO as a plain string, None when it is empty or masked."""
    if value is None or np.ma.is_masked(value):
        return None
    return value.decode() if isinstance(value, bytes) else str(value) or None


def row(link):
    return {name: text(link[name]) for name in ("semantics", "content_type", "access_url", "service_def", "error_message", "description")}


def keep(task, name, stream):
    with open(os.path.join(task["folder"], name + ".fits"), "wb") as out:
        out.write(stream.read())


def main():
    task = json.load(sys.stdin)
    service = sia2.SIAService(task["sia"])
    found = service.search(pos=tuple(task["position"]))
    record = next(r for r in found if r.obs_publisher_did == task["did"])
    links = record.getdatalink()
    this = next(link for link in links if link.semantics == "#this")
    content = this.getdataset().read()
    procs = list(links.iter_procs())
    first = links.get_first_proc()
    for name, keywords in task["requests"].items():
        keep(task, name, first.process(**keywords))
    keep(task, "record-processed", record.processed(circle=tuple(task["position"])))
    keep(task, "link-processed", first.processed(circle=tuple(task["position"])))
    keep(task, "soda-query", adhoc.SodaQuery(first.access_url, circle=tuple(task["position"]), id=task["did"]).execute_stream())
    keep(task, "soda-range", adhoc.SodaQuery(first.access_url, range=tuple(task["range"]), id=task["did"]).execute_stream())
    json.dump({
        "version": pyvo.__version__,
        "endpoint": service.query_ep,
        "capabilities": [c.standardid for c in service.capabilities],
        "available": bool(service.available),
        "found": sorted(r.obs_publisher_did for r in found),
        "links": [row(link) for link in links],
        "this": hashlib.sha256(content).hexdigest(),
        "length": int(this.content_length),
        "procs": [[p.semantics, p.access_url] for p in procs],
        "inputs": sorted(p.name for p in first.input_params),
        "batches": sum(1 for _ in found.iter_datalinks()),
    }, sys.stdout)


main()
