#!/bin/sh
# A pair of directors with servers in another network, behind a router, reached by tunnels: servers
# and directors fail, and a client measures it.
#
#   examples/tunnel/run.sh
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
  attach "$1" lab0 near "10.9.0.$number/24"
  ip -n "$1" route add 10.9.2.0/24 via 10.9.0.254
}

# add_server NAME ADDRESS: lab1 accepts tunnelled packets for the virtual address from every sender.
# Answers go directly to the client and advertise a segment size that fits into a tunnel.
add_server() {
  add_node "$1"
  attach "$1" lab0 far "$2/24"
  ip -n "$1" route add default via 10.9.2.254 advmss 1440
  ip -n "$1" link add lab1 type ipip local "$2"
  set_sysctl "$1" net.ipv4.conf.lab1.rp_filter=0
  ip -n "$1" link set lab1 up
  ip -n "$1" address add "$vip/32" dev lab1
}

add_switch near
add_switch far
add_node router
attach router lab0 near 10.9.0.254/24
attach router lab1 far 10.9.2.254/24
set_sysctl router net.ipv4.ip_forward=1
add_director a
add_director b
add_server s1 10.9.2.11
add_server s2 10.9.2.12
add_server s3 10.9.2.13
add_node client
attach client lab0 near 10.9.0.10/24

play 10.9.2.11 10.9.2.12 10.9.2.13
