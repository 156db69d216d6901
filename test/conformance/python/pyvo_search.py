#!/usr/bin/python3
"""{"sia": URL, "searches": {name: keywords of SIAService.search}} -> {name: [obs_publisher_did, ...]}; lists inside pos, band and
the like stay lists (several values), their innermost lists become the tuples that pyVO wants."""
import json
import sys
import warnings

from pyvo.dal import sia2
from pyvo.dal.exceptions import DALOverflowWarning, DALQueryError

warnings.simplefilter("ignore")
task = json.load(sys.stdin)
service = sia2.SIAService(task["sia"])


def tuples(value):
    if isinstance(value, list) and value and isinstance(value[0], list):
        return [tuples(v) for v in value]
    return tuple(value) if isinstance(value, list) and isinstance(value[0], (int, float)) else value


def search(keywords):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            found = service.search(**{name: tuples(value) for name, value in keywords.items()})
        except DALQueryError as error:
            return {"error": str(error)}
    return {"ids": sorted(r.obs_publisher_did for r in found), "overflow": any(issubclass(w.category, DALOverflowWarning) for w in caught)}


json.dump({name: search(keywords) for name, keywords in task["searches"].items()}, sys.stdout)
