#!/bin/sh
# Validates the golden documents against the schemas that Debian's astropy and STILTS carry, and by STILTS' own validators and by pyVO. Prints complaints only.
# Needs: xmllint (libxml2-utils), stilts, unzip, python3-pyvo. Usage: libs/ivoa/test/validate.sh
set -eu
cd "$(dirname "$0")/golden"
schemas=$(mktemp -d)
trap 'rm -r "$schemas"' EXIT
unzip -oqj /usr/share/java/starlink-ttools.jar 'uk/ac/starlink/ttools/taplint/*.xsd' -d "$schemas"
votable=/usr/lib/python3/dist-packages/astropy/io/votable/data/VOTable.v1.4.xsd

for file in links*.xml sia2*.xml; do
  xmllint --nonet --noout --schema "$votable" "$file" 2>&1 | grep -v 'validates$' || true
  stilts votlint "$file"
done
# a document of a failed request has no table, which datalinklint would miss
for file in links.xml links-two.xml links-none.xml; do
  echo "datalinklint $file"
  stilts datalinklint "$file" || true
done
ivoa=http://www.ivoa.net/xml
for file in *capabilities.xml availability.xml down.xml; do
  stilts xsdvalidate doc="$file" \
    schemaloc="$ivoa/VOSICapabilities/v1.0=$schemas/VOSICapabilities-v1.0.xsd" \
    schemaloc="$ivoa/VOSIAvailability/v1.0=$schemas/VOSIAvailability-v1.0.xsd" \
    schemaloc="$ivoa/VOResource/v1.0=$schemas/VOResource-v1.0.xsd" \
    schemaloc="$ivoa/VODataService/v1.1=$schemas/VODataService-v1.1.xsd" \
    schemaloc="$ivoa/STC/stc-v1.30.xsd=$schemas/stc-v1.30.xsd" \
    schemaloc="http://www.w3.org/1999/xlink=$schemas/xlink.xsd" 2>&1 | grep -v "Unused custom schema" | sed "s/^/$file: /"
done
xmllint --nonet --noout examples.xml
../check_descriptors.py
for file in uws-*.xml; do
  stilts xsdvalidate doc="$file" \
    schemaloc="$ivoa/UWS/v1.0=$schemas/UWS-v1.1.xsd" \
    schemaloc="http://www.w3.org/1999/xlink=$schemas/xlink.xsd" 2>&1 | grep -v "Unused custom schema" | sed "s/^/$file: /"
done
/usr/bin/python3 - uws-job.xml uws-job-*.xml <<'PYTHON'
import sys, warnings
from pyvo.io.uws import parse_job
warnings.simplefilter('error')
warnings.filterwarnings('ignore', '.*(jobInfo|progress)')  # pyVO 1.2 does not know it
for name in sys.argv[1:]:
    job = parse_job(name)
    assert job.phase and job.jobid and job.version == "1.1", name
PYTHON
