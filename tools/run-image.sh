#!/bin/sh
# Starts an image without a container runtime, as Kubernetes would: its command and environment, process 1 of its own namespace, its user, no
# capabilities, a read-only root with only the state and /tmp to be written to. The network is that of this machine. Wants root and buildah.
#
#   tools/run-image.sh image [-e NAME=VALUE]… [-v DIRECTORY:/place]… [argument…]      a signal to it is one to process 1
set -eu
image=$1
shift
overrides='' volumes=''
while [ $# -gt 0 ]; do
  case $1 in
    -e) overrides="$overrides $2"; shift 2 ;;
    -v) volumes="$volumes $2"; shift 2 ;;
    *) break ;;
  esac
done
container=$(buildah from --isolation chroot --pull-never "$image")
root=$(buildah mount "$container")
config=$(buildah inspect --type image "$image")
read_config() { printf %s "$config" | node -e 'const c = JSON.parse(require("fs").readFileSync(0)).Docker.config; console.log([].concat(eval(process.argv[1]) ?? []).join("\n"))' "$1"; }
# Words of ENTRYPOINT, then the arguments, or CMD where there are none.
entry=$(read_config c.Entrypoint)
[ $# -gt 0 ] || set -- $(read_config c.Cmd)
set -- $entry "$@"
env=$(read_config c.Env)
export root volumes
export user="$(read_config c.User)" directory="$(read_config c.WorkingDir)"
trap 'buildah rm "$container" > /dev/null' EXIT
unshare --mount --pid --fork --kill-child --propagation private sh -eu -c '
  mount --rbind "$root" "$root"
  mount -t proc proc "$root/proc"
  mount -t tmpfs tmpfs "$root/dev"
  for device in null zero random urandom; do : > "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
  mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
  mount -t tmpfs -o mode=0700,uid=${user%%:*},gid=${user##*:} tmpfs "$root/var/lib/sodalite"
  mount --bind /etc/resolv.conf "$root/etc/resolv.conf"
  for volume in $volumes; do mkdir -p "$root${volume#*:}"; mount --bind "${volume%%:*}" "$root${volume#*:}"; done
  mount -o remount,ro,bind "$root"
  exec chroot "$root" setpriv --reuid "${user%%:*}" --regid "${user##*:}" --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs \
    env -i -C "$directory" "$@"
' sh $env $overrides "$@" &
child=$!
for signal in TERM INT HUP; do trap "pkill -$signal -P \$child" $signal; done
status=0
wait $child || status=$?
# A signal ends the wait, not the child.
while kill -0 $child 2> /dev/null; do status=0; wait $child || status=$?; done
exit $status
