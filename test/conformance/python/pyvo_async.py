#!/usr/bin/python3
"""Jobs with pyVO: its AsyncTAPJob is a client of UWS for whatever job it is given the URL of.

{"links": URL of {links}, "did": ID of a cube, "circles": [[lon, lat, radius], ...], "positions": [[lon, lat], ...], "folder": where results go} -> JSON
"""
import hashlib
import io
import json
import sys
import warnings
from urllib.parse import urlencode

import requests
from astropy.io import fits
from astropy.table import Table
from pyvo.dal.adhoc import DatalinkResults
from pyvo.dal.exceptions import DALQueryError
from pyvo.dal.tap import AsyncTAPJob

warnings.simplefilter("ignore")


def create(url, data):
    """The job list answers with the way to the job."""
    response = requests.post(url, data=data)
    response.raise_for_status()
    return AsyncTAPJob(response.url)


def main():
    task = json.load(sys.stdin)
    links = DatalinkResults.from_result_url(task["links"] + "?" + urlencode({"ID": task["did"]}))
    procs = list(links.iter_procs())
    soda = next(proc for proc in procs if proc.access_url.endswith("/soda/async"))
    answer = {"first": procs[0].access_url, "second": procs[1].access_url}

    circles = [" ".join(map(str, circle)) for circle in task["circles"]]
    job = create(soda.access_url, {"ID": task["did"], "CIRCLE": circles})
    answer["pending"] = [job.phase, job.uws_version, job.owner]
    job.execution_duration = 600
    answer["duration"] = job.execution_duration.sec
    job.run().wait()
    job.raise_if_error()
    answer["phase"] = job.phase
    answer["results"] = sorted(result.id_ for result in job.results)
    fetched = {uri.split("/")[-1]: requests.get(uri) for uri in job.result_uris}
    answer["sums"] = {name: hashlib.sha256(got.content).hexdigest() for name, got in fetched.items()}
    answer["shapes"] = {name: fits.getdata(io.BytesIO(got.content)).shape for name, got in fetched.items() if got.content.startswith(b"SIMPLE")}
    answer["empty"] = [got.text for got in fetched.values() if not got.content.startswith(b"SIMPLE")]
    url = job.url
    job.delete()
    answer["deleted"] = requests.get(url).status_code

    lon, lat = zip(*task["positions"])
    job = create(soda.access_url, {"ID": task["did"], "RADIUS": 0.005})
    job.upload(stars=Table({"ra": lon, "dec": lat}))
    job.run().wait()
    by_name = {result.id_: result.href for result in job.results}
    index = next(name for name in by_name if name.startswith("index-"))
    table = Table.read(io.BytesIO(requests.get(by_name[index]).content), format="votable")
    answer["index"] = [[int(row["row"]), str(row["status"])] for row in table]
    job.delete()

    job = create(soda.access_url, {"ID": task["did"]})
    job.abort()
    answer["aborted"] = job.phase
    job.delete()

    job = create(soda.access_url, {"ID": task["did"], "BAND": "x"})
    job.run().wait()
    try:
        job.raise_if_error()
    except DALQueryError:
        answer["error"] = requests.get(job.url + "/error").text
    print(json.dumps(answer))


main()
