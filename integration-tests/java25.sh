# Sourced by the scripts: sets JAVA to the launcher of a JDK 25, looked for where Debian,
# SDKMAN and Adoptium install it.
JAVA=
for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/*jdk* /opt/java/* "$HOME"/.sdkman/candidates/java/* \
            "$HOME"/.jdks/* "$(dirname -- "$(dirname -- "$(readlink -f "$(command -v java || echo /)")")")"
do
  if [ -x "$home/bin/javac" ] && grep -q '^JAVA_VERSION="25[".]' "$home/release" 2>/dev/null; then
    JAVA=$home/bin/java
    break
  fi
done
if [ -z "$JAVA" ]; then
  echo "no JDK 25 found: install one beside the default java, which may be older (README, \"Try it\"), or set JAVA_HOME to it" >&2
  exit 1
fi
