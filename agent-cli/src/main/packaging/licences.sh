#!/bin/sh
# Prints the licence of each jar in LIB and of the runtime, and copies the licence texts and notices
# that the jars contain to a folder for each of them in TEXTS. The texts of jars that contain none are
# in licences/, by the beginning of the jar's name. A jar without a line in licences.tsv is
# an error.
#
#   licences.sh LIB TEXTS JAR_TOOL
set -eu

lib=$1 texts=$2 jar_tool=$3
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
list=$here/licences.tsv

# Prints the licence that the list has for the jar named $1.
licence() {
  while IFS='	' read -r beginning name _; do
    case $1 in
      "$beginning"*)
        echo "$name"
        return
        ;;
    esac
  done <"$list"
  echo "licences.tsv has no line for $1" >&2
  return 1
}

echo "Holdfast is licensed under the Apache License 2.0 (LICENSE). It contains:"
echo
printf '%-64s %s\n' "Java runtime (OpenJDK), texts in jre/legal" "GPL-2.0-only WITH Classpath-exception-2.0"
for jar in "$lib"/*.jar; do
  name=${jar##*/}
  licence=$(licence "$name")
  printf '%-64s %s\n' "$name" "$licence"
  for text in $("$jar_tool" --list --file "$jar" | grep -E '^META-INF/([A-Za-z-]*LICENSE|NOTICE)[^/]*$' || true); do
    mkdir -p "$texts/${name%.jar}"
    (cd "$texts/${name%.jar}" && "$jar_tool" --extract --file "$jar" "$text" && mv "$text" . && rmdir META-INF)
  done
  for text in "$here"/licences/*; do
    beginning=${text##*/}
    case $name in
      "$beginning"*)
        mkdir -p "$texts/${name%.jar}"
        cp "$text" "$texts/${name%.jar}/LICENSE"
        ;;
    esac
  done
done
