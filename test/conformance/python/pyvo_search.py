#!/usr/bin/python3
"""{"sia": URL, "searches": {name: keywords of SIAService.search}} -> {name: [obs_publisher_did, ...] or what pyVO reports}; lists inside pos, band and
the like stay lists (several values), their innermost lists become the tuples that pyVO wants."""
import json
import sys
import warnings

from astropy.time import Time
from pyvo.dal import sia2
from pyvo.dal.exceptions import DALQueryError

warnings.simplefilter("ignore")
task = json.load(sys.stdin)
service = sia2.SIAService(task["sia"])


def tuples(value):
    if isinstance(value, dict):  # {"mjd": [...]}
        return tuple(Time(value["mjd"], format="mjd"))
    if isinstance(value, list) and value and isinstance(value[0], list):
        return [tuples(v) for v in value]
    return tuple(value) if isinstance(value, list) and isinstance(value[0], (int, float)) else value


def search(keywords):
    try:
        return sorted(r.obs_publisher_did for r in service.search(**{name: tuples(value) for name, value in keywords.items()}))
    except DALQueryError as error:
        return str(error)


json.dump({name: search(keywords) for name, keywords in task["searches"].items()}, sys.stdout)
