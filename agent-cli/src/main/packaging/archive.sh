#!/bin/sh
# Makes TREE/lib/holdfast.jsa: the classes that a start needs, parsed and verified in advance, which
# the JVM maps into memory (class data sharing). The launcher uses the archive if it exists. A JVM of
# another build ignores it, as does any JVM if the jars have changed in time or size, and starts
# without it.
#
#   archive.sh TREE SAMPLE.yaml WORK
#
# SAMPLE.conf, a keepalived.conf, is beside SAMPLE.yaml. Afterwards WORK/all is the list of the classes.
# With CLASS_LIST=FILE, such a list, the script records nothing.
#
# Otherwise it starts an agent and records which classes are loaded. The agent has its own network
# namespace and link, becomes master, and answers queries. If no namespace can be created, the
# archive has only the classes that are loaded without one.
set -eu

tree=$1 sample=$2 work=$3
holdfast=$tree/bin/holdfast
archive=$tree/lib/holdfast.jsa

# Makes the JVM record the classes that it loads.
seen() {
  name=$(printf %s "$1" | tr -c 'a-z0-9' -)
  export HOLDFAST_JAVA_OPTIONS="-XX:DumpLoadedClassList=$work/$name.classes"
}

# Queries the agent; the answer does not matter here.
ask() {
  seen "ask-$*"
  "$holdfast" "$@" --control-socket /run/control.sock || true
}

# Starts an agent and waits until it is master.
start_master() {
  "$holdfast" run --config /run/sample.yaml --control-socket /run/control.sock &
  agent=$!
  unset HOLDFAST_JAVA_OPTIONS
  tries=60 # enough for a busy machine
  while [ $((tries -= 1)) -gt 0 ]; do
    sleep 1
    if "$holdfast" status --control-socket /run/control.sock | grep -q MASTER; then
      break
    fi
  done
}

# Runs inside the namespaces.
in_private() {
  mount -t tmpfs none /run
  ip link add lab0 type veth peer name lab1
  ip link set lab0 up
  ip link set lab1 up
  ip address add 192.0.2.2/24 dev lab0
  seen run
  cp "$sample" /run/sample.yaml
  echo 1 >/run/number
  start_master
  sleep 1 # the first checks
  ask status
  ask explain VI_1
  ask show service
  ask show config
  ask events
  ask drain web 192.0.2.2:80 --for 1m
  sed -i 's/weight: 100/weight: 99/' /run/sample.yaml
  ask diff
  ask reload
  ask doctor --config "$sample" --probe
  cp "${sample%.yaml}.conf" /run/sample.yaml
  ask reload
  cp "$sample" /run/sample.yaml
  unset HOLDFAST_JAVA_OPTIONS
  kill -TERM "$agent"
  wait "$agent"
  start_master
  kill -KILL "$agent"
  wait "$agent" || true
  ask release
}

if [ "${4:-}" = in-private ]; then
  in_private
  exit
fi

# Writes the list of the classes that a start, queries and a takeover load.
list_classes() {
  seen version
  "$holdfast" version >/dev/null
  seen check
  "$holdfast" check --config "$sample" >/dev/null
  seen check-conf
  "$holdfast" check --config "${sample%.yaml}.conf" >/dev/null
  seen convert
  "$holdfast" convert "${sample%.yaml}.conf" >/dev/null
  unset HOLDFAST_JAVA_OPTIONS
  if ! unshare --user --map-root-user --net --mount --pid --fork --mount-proc --kill-child \
    sh "$0" "$tree" "$sample" "$work" in-private >"$work/private.log" 2>&1; then
    echo "holdfast.jsa: no agent could be started here (see $work/private.log); it holds less" >&2
  fi
  # The numbers in a list refer to that list only, so the lists are joined without them.
  cat "$work"/*.classes | grep -v -e '^#' -e ' source: ' |
    sed 's/ id: .*//' | awk '!seen[$0]++' >"$work/all"
}

rm -rf -- "$archive" "$work"
mkdir -p -- "$work"
if [ -n "${CLASS_LIST:-}" ]; then
  cp "$CLASS_LIST" "$work/all"
else
  list_classes
fi
# AOTClassLinking keeps the classes linked in the archive, so that a start takes them all at once. Nothing
# is compiled or collected before the dump: both happen at other moments in each run, and a collection
# clears weak references, so that dumps of the same classes would differ.
alike="-Xint -Xms384m -XX:NewSize=256m -XX:MaxNewSize=256m"
HOLDFAST_JAVA_OPTIONS="$alike -Xshare:dump -XX:+AOTClassLinking -XX:SharedClassListFile=$work/all -XX:SharedArchiveFile=$archive" \
  "$holdfast" version >"$work/dump.log" 2>&1 || {
  echo "holdfast.jsa was not made (see $work/dump.log): the agent starts more slowly" >&2
  rm -f -- "$archive"
}
