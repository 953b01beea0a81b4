#!/bin/sh
# A pair of directors with direct routing: servers and directors fail, and a client measures it.
#
#   examples/dr/run.sh
#
# The README beside this script has a diagram and the settings for real servers. The script needs no
# root and changes nothing on this machine: see ../lab.sh. The exit status is 0 only if the client
# was served as expected in every chapter. HOLDFAST=/path/to/another/launcher runs that one.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/../lab.sh"
enter_lab

add_director() {
  case $1 in a) number=1 ;; b) number=2 ;; esac
  add_node "$1"
  attach "$1" lab0 lan "10.9.0.$number/24"
}

# add_server NAME ADDRESS: a server with the virtual address, for which it answers no ARP.
add_server() {
  add_node "$1"
  set_sysctl "$1" net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
  attach "$1" lab0 lan "$2/24"
  ip -n "$1" address add "$vip/32" dev lo
}

add_switch lan
add_director a
add_director b
add_server s1 10.9.0.11
add_server s2 10.9.0.12
add_server s3 10.9.0.13
add_node client
attach client lab0 lan 10.9.0.10/24

play 10.9.0.11 10.9.0.12 10.9.0.13
