package org.holdfast.agent.doctor;

/** The doctor's checks. Scripts rely on the identifiers. */
public enum Check {
  CONFIGURATION("configuration", "the agent reads it so, which may not be what was meant"),
  CAPABILITIES("capabilities", "without CAP_NET_ADMIN and CAP_NET_RAW the agent ends at its start"),
  LINK("link", "an instance whose interface is missing or down is in FAULT"),
  SOURCE_ADDRESS("source-address", "adverts need an address of their family to come from"),
  MTU("mtu", "an advert that does not fit into a frame is not sent"),
  DUPLICATE_ADDRESS(
      "duplicate-address", "the kernel does not use an address that failed detection"),
  IPV6("ipv6", "without IPv6 on the link its adverts and addresses have no place"),
  PROMOTE_SECONDARIES(
      "promote-secondaries",
      "with the first address of a subnet the kernel removes all the others of it too"),
  NONLOCAL_BIND(
      "nonlocal-bind", "without it a program that binds to a virtual address fails on a standby"),
  MULTICAST_SNOOPING(
      "multicast-snooping",
      "a bridge forwards a group to known members alone, and members that nobody asks are"
          + " forgotten: then both directors are master"),
  FIREWALL("firewall", "directors that do not hear each other are both master"),
  PEER_ROUTE("peer-route", "a peer that cannot be reached hears no master, and becomes one"),
  IP_FORWARD("ip-forward", "with NAT the servers' answers cross the director as forwarded packets"),
  REVERSE_PATH(
      "reverse-path",
      "strict, the kernel drops what comes by another link than the way back: silently"),
  SERVER_ROUTE("server-route", "what the kernel cannot route reaches no server"),
  HOST_PREFIX(
      "host-prefix",
      "with a wider prefix the director may probe a server from the virtual address, which the"
          + " server has too: it answers itself"),
  CONNTRACK("conntrack", "when the table is full the kernel drops new connections"),
  BACKLOG("backlog", "packets that find no room between the driver and the kernel are lost"),
  MODULES("modules", "without its module the kernel refuses the service"),
  ARP_IGNORE(
      "arp-ignore", "a server that answers ARP for the virtual address takes it from the director"),
  ARP_ANNOUNCE(
      "arp-announce",
      "a server's own ARP questions tell everybody that the virtual address is its own"),
  SERVER_ADDRESS(
      "server-address",
      "a server takes packets for the virtual address only if it has it, quietly"),
  LISTEN_QUEUE("listen-queue", "connections beyond the queue of a listening server are dropped"),
  STANDBY("standby", "a standby that is a server too sends on what the master has sent it: a loop"),
  SECOND_OWNER("second-owner", "two hosts with one address share its clients by chance"),
  OTHER_ROUTER("other-router", "two pairs with one VRID on a link fight for mastership"),
  KEEPALIVED("keepalived", "two agents on one host undo each other's work"),
  OPEN_FILES("open-files", "a check that gets no descriptor cannot be run"),
  FILE_PERMISSIONS(
      "file-permissions",
      "who can write the configuration is root; who can read it has its secrets"),
  SCRIPTS("scripts", "a command that others can replace is refused at the start"),
  ARCHIVE("archive", "without the archive of classes the agent starts more slowly"),
  UNIT("unit", "an agent that no unit starts does not come back after a reboot"),
  CLOCK("clock", "adverts signed with the time are rejected when the clocks differ too much"),
  AGENT("agent", "what the running agent believes and what is so should be the same");

  private final String id;
  private final String why;

  Check(String id, String why) {
    this.id = id;
    this.why = why;
  }

  /** The name in JSON and in the documentation. */
  public String id() {
    return id;
  }

  /** The reason for the check, in one line. */
  public String why() {
    return why;
  }
}
