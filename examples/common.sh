# Sourced by the run.sh of all examples. `root` is the folder of the repository, `holdfast` the launcher.

# Builds the agent and the lab if they are not there.
build_what_is_missing() {
  if [ -x "$holdfast" ] && [ -d "$root/integration-tests/target/lib" ]; then
    return
  fi
  echo "building once (mvn -DskipTests package), which takes two minutes, or longer if Maven has to download ..."
  log=$(mktemp)
  (cd "$root" && mvn -B -ntp -DskipTests package 2>&1) | tee "$log" |
    sed -un 's/^\[INFO\] Building \(Holdfast[a-z -]*\) [0-9].*\[\(.*\)]$/  \2 \1/p'
  if ! grep -q 'BUILD SUCCESS' "$log"; then
    cat "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
}

# kill_all NODE: kills the processes of a node, the oldest first, so that an agent's parent cannot start
# it again. A process that ends on its own before its turn is no failure, nor is a node that is gone.
kill_all() {
  ip netns pids "$1" 2>/dev/null | sort -n | xargs -r kill -KILL 2>/dev/null || true
}
