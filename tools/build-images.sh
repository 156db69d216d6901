#!/bin/sh
# Builds the images of the Dockerfile with buildah, also where no container can run and no registry can be reached.
#
#   tools/build-images.sh [target…]       default: every target; tags sodalite/<target>:<version of package.json>
#
# BASE: the image to begin from (default: what tools/make-base.sh makes). NPMRC: a .npmrc for the registry. CA: certificates to trust besides.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
base=${BASE:-localhost/sodalite-base:bookworm}
ca=${CA:-/etc/ssl/certs/ca-certificates.crt}
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$root/package.json")
[ $# -gt 0 ] || set -- datalink soda cube cube-gpu standalone
for target; do
  # The format of Docker, because that of OCI has no HEALTHCHECK.
  buildah bud --quiet --isolation chroot --format docker --layers --target "$target" --tag "sodalite/$target:$version" \
    --build-arg "BASE=$base" --build-arg "VERSION=$version" \
    ${NPMRC:+--secret "id=npmrc,src=$NPMRC"} --secret "id=ca,src=$ca" "$root" > /dev/null
  echo "sodalite/$target:$version"
done
