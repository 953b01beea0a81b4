#!/bin/sh
# A pair of directors that fails over, on this machine only, in half a minute, without root.
#
#   examples/pair/run.sh
#
#                     switch
#        +---------------+---------------+
#        | 10.9.0.1      | 10.9.0.2      | 10.9.0.3
#   director a      director b        client ---> 10.9.0.100, the virtual address
#   (a.yaml)        (b.yaml)          a probe every millisecond
#
# Every box is a network namespace, every line a veth pair. Two agents start from the YAML files
# beside this script and elect a master, which holds the virtual address. Director a is then stopped
# in an orderly way, started, cut off from power, and started again, while the client keeps probing.
# The script prints a timeline: which director held the address when, and what the client noticed.
#
# The exit status is 0 only if every takeover happened (exactly one director has the address in its
# kernel, and the client gets answers again), if no planned step lost a probe, and if the gap after
# the loss of power was within its limit.
#
# Needs unshare, iproute2 and ping, and a JDK 25 and Maven to build missing parts. Run it as root
# if user namespaces are disabled. HOLDFAST=/path/to/another/launcher runs that one instead.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
holdfast=${HOLDFAST:-$root/agent-cli/target/holdfast/bin/holdfast}
. "$root/examples/common.sh"
vip=10.9.0.100
patience=20    # seconds for a takeover: master-down is 3.6 s here
crash_ms=4000 # what the client may notice of a director that dies

# Runs this script again in new network and mount namespaces.
enter_lab() {
  for flags in -nm -Urnm; do
    if unshare $flags mount -t tmpfs lab /run 2>/dev/null; then
      IN_LAB=yes exec unshare $flags "$here/run.sh"
    fi
  done
  cat >&2 <<'END'
This system allows no user namespaces, which the example needs to do without root. Run it as root:

  sudo examples/pair/run.sh

or allow them: sysctl kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000
(and, on Ubuntu, kernel.apparmor_restrict_unprivileged_userns=0).
END
  exit 1
}

now() { date -u +%Y-%m-%dT%H:%M:%S.%6NZ; }

# Adds a line to the timeline and prints it.
note() {
  echo "$(now) $*" >>/run/lab/timeline
  echo "$*"
}

# step planned|crash WORDS: begins a step; its kind decides what the client may notice.
step() {
  echo "$(now) $1" >>/run/lab/steps
  shift
  note "$*"
}

# judge: compares what the client noticed with the limit; fails the example if it was too much.
judge() {
  awk -v crash_ms="$crash_ms" '
    FILENAME ~ /steps$/ { since[++steps] = $1; kind[steps] = $2; next }
    /^gap/ {
      step = 0
      for (i = 1; i <= steps; i++) if (since[i] <= $2) step = i
      if (kind[step] == "crash" && $4 <= crash_ms && !crashed[step]++) next
      printf "FAILED: no answer for %s ms during a %s step, from %s on\n", $4, kind[step], $2
      failed = 1
    }
    END { exit failed }' /run/lab/steps /run/lab/probe
}

# add_node NAME ADDRESS: a namespace, connected to the switch, and a monitor of its addresses.
add_node() {
  ip netns add "$1"
  TZ=UTC ip -n "$1" -ts -o monitor address | witness "$1" &
  ip link add "port-$1" type veth peer name lab0 netns "$1"
  ip link set "port-$1" master switch up
  ip -n "$1" link set lo up
  ip -n "$1" link set lab0 up
  ip -n "$1" address add "$2/24" dev lab0
}

# Asks the kernel, not the agent, which director has the address.
witness() {
  while read -r stamp event; do
    stamp=${stamp#[}
    case $event in
      *Deleted*" $vip/"*) echo "${stamp%]}Z   $1 lets go of $vip" ;;
      *" $vip/"*) echo "${stamp%]}Z   $1 holds $vip" ;;
    esac
  done >>/run/lab/timeline
}

start_director() {
  ip netns exec "$1" "$holdfast" run --supervise -c "$here/$1.yaml" \
    --control-socket "/run/lab/$1.sock" \
    >>"/run/lab/$1.log" 2>&1 &
  echo $! >"/run/lab/$1.pid"
}

stop_director() {
  kill -TERM "$(cat "/run/lab/$1.pid")"
  wait "$(cat "/run/lab/$1.pid")"
}

# Cut the link first: a dying process must not send priority 0.
cut_power() {
  ip link del "port-$1"
  kill_all "$1"
  ip netns del "$1"
}

holds() { ip -n "$1" -o address show 2>/dev/null | grep -qF " $vip/"; }

is_answered() { ip netns exec client ping -n -q -c 1 -W 1 "$vip" >/dev/null; }

# await_master NAME OTHER: fails the example unless only NAME takes over the address.
await_master() {
  deadline=$(($(date +%s) + patience))
  until holds "$1" && ! holds "$2" && is_answered; do
    if [ "$(date +%s)" -gt "$deadline" ]; then
      note "FAILED: $1 did not become the only master within $patience s"
      tail -n 20 /run/lab/a.log /run/lab/b.log >&2
      exit 1
    fi
    sleep 0.05
  done
  note "$1 is master, and the client is answered"
  sleep 1
}

clean_up() {
  for node in a b client; do
    kill_all "$node"
  done
}

print_timeline() {
  echo
  echo "time (UTC)       what happened"
  sort /run/lab/timeline | sed 's/^[^T]*T\([^Z]*\)Z /\1  /'
}

[ "${IN_LAB:-}" = yes ] || { build_what_is_missing; enter_lab; }
. "$root/integration-tests/java25.sh"

mount -t tmpfs lab /run
mkdir /run/lab /run/netns
trap clean_up EXIT
trap 'exit 130' INT TERM

ip link add switch type bridge mcast_snooping 0
ip link set switch up
add_node a 10.9.0.1
add_node b 10.9.0.2
add_node client 10.9.0.3

note "a and b start"
start_director a
start_director b
await_master a b

ip netns exec client "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
  -cp "$root/integration-tests/target/classes:$root/integration-tests/target/lib/*" \
  org.holdfast.it.lab.LabProbe "$vip" 1 >/run/lab/probe &
probe=$!
deadline=$(($(date +%s) + patience))
until grep -q '^answered' /run/lab/probe; do
  if [ "$(date +%s)" -gt "$deadline" ]; then
    note "FAILED: the client's probe got no answer within $patience s"
    exit 1
  fi
  sleep 0.1
done
note "the client probes $vip every millisecond"

step planned "a is stopped in order: it hands over"
stop_director a
await_master b a

step planned "a comes back"
start_director a
await_master a b

step crash "a loses its power: killed, its link gone"
cut_power a
await_master b a

step planned "a comes back"
add_node a 10.9.0.1
start_director a
await_master a b

kill -TERM $probe
wait $probe || true
awk '/^gap/ { printf "%s   client: no answer for %s ms, %s probes lost\n", $2, $4, $5 }' \
  /run/lab/probe >>/run/lab/timeline
print_timeline
awk '/^total/ { printf "\nThe client sent %d probes; %d were lost, in %d gap%s, the longest of %.1f ms.\n", $2, $4, $5, $5 == 1 ? "" : "s", $6 }' \
  /run/lab/probe
judge
