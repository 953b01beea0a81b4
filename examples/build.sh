# Sourced by the examples: build_what_is_missing builds the agent and the lab if they are not there. `root`
# is the folder of the repository, `holdfast` the launcher.

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
