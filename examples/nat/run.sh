#!/bin/sh
# A pair of directors with NAT: servers and directors fail, and a client measures it.
#
#   examples/nat/run.sh
#
# The README beside this script has a diagram and the settings for real servers. The script needs no
# root and changes nothing on this machine: see ../lab.sh. The exit status is 0 only if the client
# was served as expected in every chapter. HOLDFAST=/path/to/another/launcher runs that one.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/../lab.sh"
enter_lab

# add_director NAME: a router with one interface outside and one inside.
add_director() {
  case $1 in a) number=1 ;; b) number=2 ;; esac
  add_node "$1"
  attach "$1" lab0 outside "10.9.0.$number/24"
  attach "$1" lab1 inside "10.9.1.$number/24"
  set_sysctl "$1" net.ipv4.ip_forward=1
}

# add_server NAME ADDRESS: a server whose only route is its gateway, the master's inside address.
add_server() {
  add_node "$1"
  attach "$1" lab0 inside "$2/24"
  ip -n "$1" route add default via 10.9.1.254
}

add_switch outside
add_switch inside
add_director a
add_director b
add_server s1 10.9.1.11
add_server s2 10.9.1.12
add_server s3 10.9.1.13
add_node client
attach client lab0 outside 10.9.0.10/24

play 10.9.1.11 10.9.1.12 10.9.1.13
