#!/bin/sh
# Makes the packages of this machine's architecture: .deb, .rpm and .tar.zst, each with a Java runtime
# of its own.
#
#   packages.sh TREE VERSION OUT
#
# TREE is the runnable tree (target/holdfast). The runtime is made of the JDK 25 that java25.sh finds.
# SOURCE_DATE_EPOCH is the time of all files in the packages. CLASS_LIST (optional) names the list of
# classes for the archive: with the list of an earlier build (classes.list.gz among its documents, unpacked),
# the packages have the same bytes as its. A kind of package whose tool is missing (dpkg-deb, rpmbuild, zstd)
# is left out with a message. DEBFULLNAME and DEBEMAIL name the maintainer; QUICK=yes
# packs fast instead of small, for tests.
set -eu

tree=$1 version=$2 out=$3
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
sources=$(CDPATH='' cd -- "$here/../../../.." && pwd)
: "${SOURCE_DATE_EPOCH:?is the time of the files, in seconds since 1970}"
. "$sources/integration-tests/java25.sh"
jdk=${JAVA%/bin/java}
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
umask 022

if [ "${QUICK:-}" = yes ]; then
  deb_packing="-Zgzip -z1" rpm_packing=w1.gzdio zstd_level=-1 jre_packing=zip-1
else
  deb_packing=-Zxz rpm_packing=w19T1.zstdio zstd_level=-19 jre_packing=zip-9
fi

maintainer="${DEBFULLNAME:-The Holdfast developers} <${DEBEMAIL:-holdfast@localhost}>"

# The modules that the agent uses: java.net.http sends webhooks, java.naming and java.security.sasl belong
# to mail, and jdk.security.auth knows the user that D-Bus asks for. java.desktop, java.sql and java.xml
# are needed only by parts of libraries that the agent does not call.
modules=java.base,java.logging,java.management,java.naming,java.net.http,java.security.sasl
modules=$modules,jdk.management,jdk.security.auth,jdk.unsupported

machine=$(uname -m)
case $machine in
  x86_64) deb_machine=amd64 other=aarch64 other_jar=aarch_64 ;;
  aarch64) deb_machine=arm64 other=x86_64 other_jar=x86_64 ;;
  *)
    echo "packages are made on x86_64 and aarch64 only, not on $machine" >&2
    exit 1
    ;;
esac

main() {
  rm -rf -- "$out"
  mkdir -p -- "$out"
  make_home
  make_root
  if has dpkg-deb; then make_deb; fi
  if has rpmbuild; then make_rpm; fi
  if has zstd; then make_tarball; fi
}

has() {
  command -v "$1" >/dev/null || {
    echo "$1 is missing: no package by it" >&2
    return 1
  }
}

# Gives everything below a folder the same time, and no write permission to others.
settle() {
  find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

# The tree with its runtime. Its archive of classes is made last: it is valid for exactly these jars,
# this runtime, and the times of these files.
make_home() {
  home=$out/holdfast-$version
  mkdir "$home"
  cp -r "$tree/bin" "$tree/lib" "$tree/share" "$home"
  rm -rf -- "$home/lib/holdfast.jsa" "$home/lib/native/$other"
  rm -f -- "$home"/lib/netty-transport-native-epoll-*-linux-"$other_jar".jar
  "$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages \
    --compress "$jre_packing" --output "$home/jre"
  rm -f -- "$home/jre/lib/server/classes.jsa" "$home/jre/lib/server/classes_nocoops.jsa"
  if command -v strip >/dev/null; then
    find "$home/jre/bin" "$home/jre/lib" -type f '(' -perm /111 -o -name '*.so' ')' -exec strip {} +
  fi
  install -m 755 "$here/restart-after-upgrade" "$home/bin"
  for unit in holdfast holdfast-release; do
    sed -f "$here/instance.sed" "$home/share/systemd/$unit.service" >"$home/share/systemd/$unit@.service"
  done
  documents "$home"
  settle "$home"
  make_archive
  settle "$home"
}

# Two dumps tell which words of an archive are no more than clock readings. The JVM sometimes lays a dump
# out differently, so it makes more of them until one is like the dump before it.
make_archive() {
  archive=$home/lib/holdfast.jsa
  list=${CLASS_LIST:-}
  for attempt in 1 2 3 4 5 6; do
    CLASS_LIST=$list sh "$here/archive.sh" "$home" "$here/sample.yaml" "$out/archive-$attempt"
    if ! [ -s "$archive" ]; then
      echo "no archive of classes was made; see $out/archive-$attempt" >&2
      exit 1
    fi
    if [ "$attempt" = 1 ]; then
      list=$out/classes.list
      cp "$out/archive-1/all" "$list"
    elif "$JAVA" "$here/SettleArchive.java" "$archive" "$out/dump.jsa" 2>"$out/settle.log"; then
      rm "$out/dump.jsa" "$out/settle.log"
      "$home/bin/holdfast" version # fails if the JVM crashes with the archive
      gzip -9n <"$list" >"$home/share/doc/classes.list.gz"
      return
    fi
    mv "$archive" "$out/dump.jsa"
  done
  echo "no two dumps of the classes were alike; see $out/settle.log" >&2
  exit 1
}

# What belongs to every package: licences, notices, the bill of materials, documents, examples.
documents() {
  mkdir -p "$1/share/doc" "$1/share/licenses"
  cp "$sources/LICENSE" "$1/share/licenses/LICENSE"
  "$JAVA" "$here/Licences.java" "$1/lib" "$1/share/licenses" "$here/licences.tsv" "$here/licences" \
    >"$1/share/licenses/NOTICE"
  cp "$sources"/docs/* "$1/share/doc"
  "$JAVA" -cp "$1/lib/*" "$here/BillOfMaterials.java" "$1" "$version" "$here/licences.tsv" "$jdk" \
    "$SOURCE_DATE_EPOCH" >"$1/share/doc/sbom.cdx.json"
  cp -r "$sources/examples/monitoring" "$sources/examples/nat" "$sources/examples/dr" "$sources/examples/tunnel" \
    "$1/share/doc"
  # They run the examples from the repository, in its lab, which is not in a package.
  rm "$1"/share/doc/*/run.sh
}

# The packages' root: the tree in /usr/lib, and each file that belongs elsewhere in its place.
make_root() {
  root=$out/root
  lib=$root/usr/lib
  share=$root/usr/share
  mkdir -p "$lib" "$root/usr/bin" "$share/doc/holdfast" "$root/etc/holdfast" \
    "$root/etc/iproute2/rt_protos.d" "$lib/systemd/system"
  cp -a "$out/holdfast-$version" "$lib/holdfast"
  ln -s ../lib/holdfast/bin/holdfast "$root/usr/bin/holdfast"
  from=$lib/holdfast/share
  for unit in "$from"/systemd/*.service; do
    sed 's#/opt/holdfast/bin/#/usr/bin/#; /^#.*Copy this file/,/^#.*opt/d' "$unit" >"$lib/systemd/system/${unit##*/}"
  done
  for kind in sysusers.d modules-load.d tmpfiles.d; do
    mv "$from/$kind" "$lib/$kind"
  done
  mkdir -p "$share/dbus-1"
  mv "$from/dbus-1/system.d" "$share/dbus-1/system.d"
  rmdir "$from/dbus-1"
  mv "$from/rt_protos.d/holdfast.conf" "$root/etc/iproute2/rt_protos.d/holdfast.conf"
  mv "$from/holdfast/holdfast.yaml" "$root/etc/holdfast/holdfast.yaml.sample"
  for page in "$from"/man/man*/*; do
    section=${page%/*}
    mkdir -p "$share/man/${section##*/}"
    gzip -9n <"$page" >"$share/man/${section##*/}/${page##*/}.gz"
  done
  mv "$from/bash-completion" "$from/zsh" "$from/fish" "$share"
  mv "$from/doc"/* "$from/licenses" "$share/doc/holdfast"
  rm -rf -- "$from"
  settle "$root"
}

make_deb() {
  deb=$out/deb
  cp -a "$root" "$deb"
  mkdir "$deb/DEBIAN"
  for script in postinst prerm postrm; do
    install -m 755 "$here/deb/$script" "$deb/DEBIAN/$script"
  done
  for text in copyright changelog lintian-overrides; do
    sed "s/@VERSION@/$version/; s/@MAINTAINER@/$maintainer/; s/@DATE@/$(date -R -d "@$SOURCE_DATE_EPOCH")/" "$here/deb/$text" >"$out/$text"
  done
  mkdir -p "$deb/usr/share/lintian/overrides"
  mv "$out/copyright" "$deb/usr/share/doc/holdfast/copyright"
  gzip -9n <"$out/changelog" >"$deb/usr/share/doc/holdfast/changelog.gz"
  mv "$out/lintian-overrides" "$deb/usr/share/lintian/overrides/holdfast"
  rm "$out/changelog"
  (cd "$deb" && find etc -type f | sort | sed 's#^#/#') >"$deb/DEBIAN/conffiles"
  (cd "$deb" && find usr etc -type f -print0 | sort -z | xargs -0 md5sum) >"$deb/DEBIAN/md5sums"
  size=$(cd "$deb" && du -sk --apparent-size usr etc | awk '{ sum += $1 } END { print sum }')
  sed "s/@VERSION@/$version/; s/@MACHINE@/$deb_machine/; s/@MAINTAINER@/$maintainer/; s/@SIZE@/$size/" "$here/deb/control" >"$deb/DEBIAN/control"
  settle "$deb"
  # shellcheck disable=SC2086 # two options
  dpkg-deb --root-owner-group $deb_packing --build "$deb" "$out/holdfast_${version}_$deb_machine.deb"
}

make_rpm() {
  sed "s/@VERSION@/$version/; s/@MAINTAINER@/$maintainer/; s/@DAY@/$(date -d "@$SOURCE_DATE_EPOCH" '+%a %b %d %Y')/" \
    "$here/rpm/holdfast.spec" >"$out/holdfast.spec"
  rpmbuild -bb --quiet --target "$machine" \
    --define "_topdir $out/rpmbuild" --define "holdfast_root $root" \
    --define "_buildhost holdfast" --define "_binary_payload $rpm_packing" --define "use_source_date_epoch_as_buildtime 1" \
    --define "clamp_mtime_to_source_date_epoch 1" "$out/holdfast.spec"
  cp "$out/rpmbuild/RPMS/$machine"/*.rpm "$out"
}

make_tarball() {
  tar -C "$out" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
    -cf - "holdfast-$version" | zstd -q "$zstd_level" -T1 -o "$out/holdfast-$version-$machine.tar.zst"
}

main
