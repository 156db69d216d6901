#!/usr/bin/python3
"""{"ssa": URL, "searches": {name: keywords of SSAService.search}} -> {name: [{did, format, acref, ...}, ...] or what pyVO reports}; with
"follow": name, also the links of the rows of that search, the bytes that the records give, and what their cutout descriptors make of "band", two wavelengths
in metres: the wavelengths in the VOTable that comes."""
import io
import json
import sys
import warnings

import astropy.units as u
import numpy as np
from astropy.io import fits, votable
from astropy.time import Time
from pyvo.dal import ssa
from pyvo.dal.exceptions import DALQueryError, DALServiceError

warnings.simplefilter("ignore")
task = json.load(sys.stdin)
service = ssa.SSAService(task["ssa"])


def keyword(name, value):
    if name == "time":
        return Time(value)
    if name == "band":
        return value * u.m
    if name == "diameter":
        return value * u.deg
    return tuple(value) if isinstance(value, list) and name == "pos" else value


def search(keywords):
    return service.search(**{name: keyword(name, value) for name, value in keywords.items()})


def number(value):
    return None if np.isnan(value) else float(value)


def described(record):
    return {
        "did": record.getbyutype("ssa:Curation.PublisherDID"), "format": record.format, "acref": record.acref, "title": record.title,
        "ra": number(record.ra), "dec": number(record.dec), "instrument": record.instr, "length": int(record.getbyutype("ssa:Dataset.Length")),
        "start": float(record.getbyutype("ssa:Char.SpectralAxis.Coverage.Bounds.Start")),
        "stop": float(record.getbyutype("ssa:Char.SpectralAxis.Coverage.Bounds.Stop")),
    }


def outcome(keywords):
    try:
        return [described(record) for record in search(keywords)]
    except (DALQueryError, DALServiceError) as error:
        return str(error)


out = {"found": {name: outcome(keywords) for name, keywords in task["searches"].items()}}
if "follow" in task:
    results = search(task["searches"][task["follow"]])
    out["links"] = [[(str(row.id), str(row.semantics)) for row in links] for links in results.iter_datalinks()]
    # record.getdataset() does the same with a vocabulary from the net
    this = [next(link for link in record.getdatalink() if link.semantics == "#this") for record in results]
    out["datasets"] = [[hdu.shape for hdu in fits.open(io.BytesIO(link.getdataset().read()))] for link in this]
    session = results[0]._session
    bodies = [session.get(record.acref).content for record in results]
    out["bodies"] = ["fits" if body.startswith(b"SIMPLE") else
                     [(f.name, str(f.unit), f.utype) for f in votable.parse_single_table(io.BytesIO(body)).fields] for body in bodies]
    cut = [record.getdatalink().get_first_proc().process(band=tuple(task["band"])).read() for record in results]
    tables = [votable.parse_single_table(io.BytesIO(body)).to_table() for body in cut]
    out["cut"] = [[float(metres) for metres in table.columns[0].quantity.to_value(u.m)] for table in tables]
out["columns"] = [field.name for field in service.columns]
json.dump(out, sys.stdout)
