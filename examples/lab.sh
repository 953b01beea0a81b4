# Sourced by the run.sh of nat, dr and tunnel: a machine in a process, and their common steps.
#
# The machine is User-Mode Linux, a Linux kernel that runs as an ordinary process on this machine's
# files, with its own IPVS. Every box of the diagram is a network namespace in it, every line a veth
# pair. It can neither reach this machine's network nor change its files.
#
# A run.sh sets `here` to its directory before it sources this file, and then calls enter_lab. From
# then on it is root in the machine; logs and notes are in /run/lab.
set -eu

examples=$(CDPATH='' cd -- "$here/.." && pwd)
root=$(CDPATH='' cd -- "$examples/.." && pwd)
holdfast=${HOLDFAST:-$root/agent-cli/target/holdfast/bin/holdfast}
vip=10.9.0.100
. "$examples/common.sh"
patience=60 # seconds for anything to happen: one slow processor runs all of it

# ---- The machine ----

# Returns inside the machine. Outside, boots the machine, runs the same script in it, and exits with
# its status.
enter_lab() {
  if ! grep -q 'User Mode Linux' /proc/cpuinfo; then
    build_what_is_missing
    need python3 python3
    need ipvsadm ipvsadm
    . "$root/integration-tests/java25.sh"
    echo "booting a machine with IPVS in a process ..."
    exec "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
      -cp "$root/integration-tests/target/classes:$root/integration-tests/target/lib/*" \
      org.holdfast.it.lab.Inside env HOLDFAST="$holdfast" "$here/run.sh"
  fi
  mkdir /run/lab /run/netns
  trap 'status=$?; trap - EXIT; clean_up; exit $status' EXIT
}

need() {
  PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null && return
  echo "missing tool: $1 (Debian: $2)" >&2
  exit 1
}

clean_up() {
  for node in /run/netns/*; do
    kill_all "${node##*/}"
  done
}

# ---- Nodes and links ----

add_switch() {
  ip link add "$1" type bridge mcast_snooping 0
  ip link set "$1" up
}

# add_node NAME: a node without links. It accepts packets whose answers would leave by another link
# (rp_filter), whatever the distribution's default is.
add_node() {
  ip netns add "$1"
  ip -n "$1" link set lo up
  set_sysctl "$1" net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
}

set_sysctl() {
  node=$1
  shift
  ip netns exec "$node" sysctl -qw "$@"
}

# attach NODE DEVICE SWITCH ADDRESS
attach() {
  ip link add "$1-$2" type veth peer name "$2" netns "$1"
  ip link set "$1-$2" master "$3" up
  ip -n "$1" link set "$2" up
  ip -n "$1" address add "$4" dev "$2"
}

# Cut the links first: a dying process must not send priority 0.
cut_power() {
  for device in $(ip -o link show | grep -o " $1-lab[0-9]*"); do
    ip link del "$device"
  done
  kill_all "$1"
  ip netns del "$1"
}

# ---- Programs ----

# The launcher stays as the agent's parent, and starts it again when it dies.
start_director() {
  ip netns exec "$1" "$holdfast" run --supervise -c "$here/$1.yaml" \
    --control-socket "/run/lab/$1.sock" >>"/run/lab/$1.log" 2>&1 &
  echo $! >"/run/lab/$1.pid"
}

# The process of a director's agent, the child of the launcher.
agent_of() { pgrep -P "$(cat "/run/lab/$1.pid")" -x java; }

# How often a director's agents have become master, in all their lives.
masterships_of() { grep -c 'Entering MASTER STATE' "/run/lab/$1.log"; }

has_masterships() { [ "$(masterships_of "$1")" -ge "$2" ]; }

start_server() {
  ip netns exec "$1" python3 "$examples/server.py" "$1" >>"/run/lab/$1.log" 2>&1 &
  echo $! >"/run/lab/$1.pid"
}

stop_server() {
  kill -KILL "$(cat "/run/lab/$1.pid")"
}

start_client() {
  : >/run/lab/answers
  ip netns exec client python3 "$examples/client.py" "http://$vip/" s1 >>/run/lab/answers \
    2>>/run/lab/client.log &
  client=$!
}

# ---- Facts ----

holds() { ip -n "$1" -o address show 2>/dev/null | grep -qF " $vip/"; }

is_only_master() { holds "$1" && ! holds "$2"; }

# serving NODE ADDRESS...: how many of these servers are in the kernel's table; one with weight 0 gets no new connections.
serving() (
  node=$1
  shift
  IFS='|'
  ip netns exec "$node" ipvsadm -Ln 2>/dev/null | grep -cE "> ($*):80 +[A-Za-z]+ +[1-9]"
)

# Whether both tables contain all of these; the standby's table is kept as well.
both_have() { [ "$(serving a "$@")" -eq $# ] && [ "$(serving b "$@")" -eq $# ]; }

both_lack() { [ "$(serving a "$1")" -eq 0 ] && [ "$(serving b "$1")" -eq 0 ]; }

# Whether a question of the client's that was asked after that moment has been answered.
is_answered_since() {
  tail -n 60 /run/lab/answers | awk -v since="$1" '$1 > since && $2 ~ /^s/ { ok = 1 } END { exit !ok }'
}

# await WHAT COMMAND...: until the command succeeds; the example fails when it does not in time. Each look
# starts processes, which takes time from the agents.
await() {
  what=$1
  shift
  deadline=$(($(date +%s) + patience))
  until "$@"; do
    [ "$(date +%s)" -le "$deadline" ] || fail "waited $patience s in vain for: $what"
    sleep 0.5
  done
}

fail() {
  echo "FAILED: $*"
  for log in /run/lab/*.log; do
    echo "--- ${log#/run/lab/}"
    tail -n 40 "$log"
  done
  exit 1
}

# ---- The story ----

now() { date +%s.%N; }

# chapter SERVERS TEXT: what happens from now on. Every question that the client asks in it must be
# answered, by each of these servers and no others; `any` is for times when something may be lost.
chapter() {
  echo "$(now) @ $1 $2" >>/run/lab/chapters
  echo "$2"
}

# death TEXT: begins the chapter in which something dies, a second before it does: a question that is
# open at that moment was asked shortly before, and belongs to this chapter too.
death() {
  chapter any "$1"
  sleep 1
}

# show NODE COMMAND...: as the operator of that director would see it.
show() {
  on=$1
  shift
  echo
  echo "    $on# $*"
  ip netns exec "$on" "$@" | sed 's/^/    /'
  echo
}

show_director() {
  show "$1" ipvsadm -Ln
  echo "    $1# holdfast status"
  ip netns exec "$1" "$holdfast" status --control-socket "/run/lab/$1.sock" | sed 's/^/    /'
  echo
}

# The story of every pair: servers come and go, directors come and go, one client asks on and on.
# Before, the boxes and lines are there, with s1 to s3 at the three addresses.
play() {
  chapter any "three servers and two directors start"
  for server in s1 s2 s3; do
    start_server "$server"
  done
  start_director a
  start_director b
  await "a as the only master" is_only_master a b
  await "all servers in both tables" both_have "$@"
  start_client
  await "an answer" is_answered_since 0
  chapter s1,s2,s3 "a is master, and a client asks ten times a second"
  show_director a
  sleep 3

  death "s1 dies: its process is killed"
  stop_server s1
  await "tables without s1" both_lack "$1"
  chapter s2,s3 "the checks have found out; both directors' tables are without s1"
  show a ipvsadm -Ln
  sleep 3
  chapter any "s1 is started again"
  start_server s1
  await "s1 in both tables" both_have "$1"
  chapter s1,s2,s3 "s1 is in both tables again"
  sleep 3

  death "a's agent dies: kill -9; its parent starts it again"
  next=$(($(masterships_of a) + 1))
  kill -KILL "$(agent_of a)"
  killed=$(now)
  await "another agent of a as master" has_masterships a "$next"
  await "a as the only master" is_only_master a b
  await "an answer after that" is_answered_since "$killed"
  chapter s1,s2,s3 "a is master, and b is not"
  sleep 3

  death "a loses its power: killed, its links gone"
  cut_power a
  dark=$(now)
  await "b as the only master" is_only_master b a
  await "an answer through b" is_answered_since "$dark"
  chapter s1,s2,s3 "b is master, and the client is answered"
  show b ipvsadm -Ln
  sleep 3
  chapter any "a comes back, learns the connections from b, and then takes over"
  add_director a
  start_director a
  await "a as the only master" is_only_master a b
  chapter s1,s2,s3 "a is master again"
  sleep 3

  stop_client
  tell_story || fail "the client was not served as it should have been"
}

stop_client() {
  echo "$(now) @ end" >>/run/lab/chapters
  kill -TERM "$client"
  wait "$client" || true
}

# What the client saw, chapter by chapter; fails unless all of it is as the chapters say.
tell_story() {
  echo
  echo "What the client saw (a question is lost when it has no answer within two seconds):"
  echo
  sort -n /run/lab/chapters /run/lab/answers | awk '
    function tell_chapter(    i, expected, who, words) {
      printf "%6.1f s  %s\n", began - first, title
      if (!asked) return
      for (i = 1; i <= 3; i++) {
        who = "s" i
        expected = index("," servers ",", "," who ",") > 0
        words = words sprintf("%s%s %d", i > 1 ? ", " : "", who, answers[who])
        if (servers != "any" && expected != (answers[who] > 0))
          wrong = wrong sprintf("\n  %s: %s gave %d answers", title, who, answers[who])
      }
      printf "          %d questions, %d lost, the slowest answer in %.2f s; %s\n", asked, lost, slowest, words
      if (lost) printf "          the first was lost at %.1f s, the last at %.1f s: %s\n", lost_from - first, lost_to - first, reason
      if (lost && servers != "any") wrong = wrong sprintf("\n  %s: %d questions were lost", title, lost)
    }
    $2 == "@" {
      if (title) tell_chapter()
      began = $1; servers = $3
      if (!first) first = began
      title = substr($0, index($0, "@ ") + length($3) + 3)
      asked = lost = slowest = 0
      delete answers
      next
    }
    $2 == "held" { held = substr($0, index($0, "held")); broken = $3 != "whole:"; next }
    { asked++ }
    $2 == "lost" { if (!lost++) lost_from = $1; lost_to = $1; reason = substr($0, index($0, "lost") + 5); next }
    { answers[$2]++; if ($3 > slowest) slowest = $3 }
    END {
      print "\nThe open connection, held" substr(held, 5)
      if (broken || !held) wrong = wrong "\n  the open connection did not live through it all"
      print wrong ? "\nFAILED:" wrong : "\nAll of it held."
      exit wrong != ""
    }'
}
