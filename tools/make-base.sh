#!/bin/sh
# Makes the image that the Dockerfile's ARG BASE stands for where no registry can be reached: Debian bookworm by debootstrap, the Node that
# package.json pins, npm of this machine. Laid out as node:24-bookworm-slim is.
#
#   tools/make-base.sh [image]            default localhost/sodalite-base:bookworm
#
# Wants root, buildah and debootstrap (apt-get install --no-install-recommends buildah debootstrap), and that npm has installed here.
# DEBIAN names another mirror.
set -eu
image=${1:-localhost/sodalite-base:bookworm}
root=$(cd "$(dirname "$0")/.." && pwd)
node=$root/node_modules/node/bin/node
npm=$(npm root -g)/npm
[ -x "$node" ] || { echo "make-base.sh: there is no $node; run 'npm install' first" >&2; exit 1; }
[ -d "$npm" ] || { echo "make-base.sh: there is no npm in $npm" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian=$work/debian
debootstrap --variant=minbase --include=ca-certificates bookworm "$debian" "${DEBIAN:-http://deb.debian.org/debian}" > "$work/log" ||
  { tail -n 20 "$work/log" >&2; exit 1; }

# What a slim image does without.
rm -rf "$debian"/var/cache/apt/* "$debian"/var/lib/apt/lists/* "$debian"/var/log/* "$debian"/usr/share/man/* "$debian"/usr/share/info/* \
  "$debian"/usr/share/locale/* "$debian"/usr/share/doc/*/changelog* "$debian"/dev/* "$debian"/tmp/*

install -D "$node" "$debian/usr/local/bin/node"
mkdir -p "$debian/usr/local/lib/node_modules"
cp -r "$npm" "$debian/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$debian/usr/local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$debian/usr/local/bin/npx"
chroot "$debian" groupadd --gid 1000 node
chroot "$debian" useradd --uid 1000 --gid node --shell /bin/sh --create-home node

container=$(buildah from --isolation chroot scratch)
buildah add --quiet "$container" "$debian" / > "$work/log"
buildah config --env "NODE_VERSION=$("$node" -p process.versions.node)" --env 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  --cmd node "$container"
buildah commit --quiet --rm --format docker "$container" "$image" > "$work/log"
echo "$image: Debian $(cat "$debian/etc/debian_version"), Node $("$node" -p process.versions.node)"
