#!/usr/bin/python3
"""What pyVO makes of the descriptors in the golden documents: it sends what was asked and the fixed ID, nothing else.

This is the test behind value="" for PARAMs of arraysize 2 and 3 (see src/datalink/descriptor.ts). Run by validate.sh.
"""
import pathlib
import warnings

warnings.simplefilter("ignore")

import astropy.units as u
from astropy.io.votable import parse
from pyvo.dal.adhoc import DatalinkQuery, DatalinkResults, SodaQuery
from pyvo.dal.exceptions import DALQueryError
from pyvo.dal.sia2 import SIAResults

GOLDEN = pathlib.Path(__file__).parent / "golden"
ID = "ivo://obs.example/data?hi/c7.fits"


def read(kind, name):
    return kind(parse(str(GOLDEN / name)))


links = read(DatalinkResults, "links.xml")
assert links.get_first_proc().semantics == "#cutout"
soda = links.get_adhocservice_by_ivoid("ivo://ivoa.net/std/SODA#sync")
for asked, sent in [
    ({}, {}),
    ({"circle": (12, 34, 0.1) * u.deg}, {"CIRCLE": "12 34 0.1"}),
    ({"range": (11, 12, 33, 34) * u.deg}, {"POS": "RANGE 11.0 12.0 33.0 34.0"}),
    ({"polygon": (11, 33, 12, 33, 12, 34) * u.deg}, {"POLYGON": "11 33 12 33 12 34"}),
    ({"band": (0.2106, float("inf")) * u.m}, {"BAND": "0.2106 +InF"}),
    ({"pol": ["I", "V"]}, {"POL": ["I", "V"]}),
    ({"TIME": [59000.2, 59000.3]}, {"TIME": "59000.2 59000.3"}),
]:
    query = SodaQuery.from_resource(links[1], soda, **asked)
    assert dict(query) == {"ID": ID, **sent}, (asked, dict(query))

found = read(SIAResults, "sia2.xml")
assert list(found[0].s_region) == [11.6, 33.6, 12.4, 33.6, 12.4, 34.4, 11.6, 34.4]
query = DatalinkQuery.from_resource(list(found), found.get_adhocservice_by_ivoid("ivo://ivoa.net/std/DataLink#links"))
assert query["ID"][0] == ID and len(query["ID"]) == 2, dict(query)
query = SodaQuery.from_resource(found[0], found.get_adhocservice_by_ivoid("ivo://ivoa.net/std/SODA#sync"), circle=(12, 34, 0.1) * u.deg)
assert dict(query) == {"ID": ID, "CIRCLE": "12 34 0.1"}, dict(query)

try:
    read(SIAResults, "sia2-error.xml")
    raise SystemExit("sia2-error.xml: pyVO takes it for a result")
except DALQueryError as error:
    assert str(error) == "UsageFault: BAND needs one or two numbers", error
