package org.holdfast.agent.doctor;

/** The doctor's checks. Scripts rely on the identifiers. */
public enum DoctorCheck {
  CONFIGURATION("configuration", "the agent's reading may not be what the operator meant"),
  CAPABILITIES("capabilities", "without CAP_NET_ADMIN and CAP_NET_RAW the agent ends at its start"),
  LINK("link", "an instance whose interface is missing or down is in FAULT"),
  SOURCE_ADDRESS("source-address", "adverts need a source address of their family"),
  MTU("mtu", "an advert that does not fit into a frame is not sent"),
  DUPLICATE_ADDRESS(
      "duplicate-address", "the kernel does not use an address that failed detection"),
  IPV6("ipv6", "a link without IPv6 carries neither its adverts nor its addresses"),
  PROMOTE_SECONDARIES(
      "promote-secondaries",
      "with the first address of a subnet the kernel removes all the others of it too"),
  NONLOCAL_BIND(
      "nonlocal-bind", "without it a program that binds to a virtual address fails on a standby"),
  MULTICAST_SNOOPING(
      "multicast-snooping",
      "a bridge forwards a group only to known members, and forgets members without a"
          + " querier: then both directors are master"),
  FIREWALL("firewall", "directors that do not hear each other are both master"),
  ACCEPT(
      "accept",
      "a router that does not accept packets to its addresses only forwards: it answers no ping of"
          + " them"),
  PEER_ROUTE("peer-route", "a peer that cannot be reached hears no master, and becomes one"),
  VIRTUAL_ADDRESS(
      "virtual-address",
      "a virtual server gets packets only if a router answers for its address, or a route leads"
          + " here"),
  IP_FORWARD("ip-forward", "with NAT the servers' answers cross the director as forwarded packets"),
  REVERSE_PATH(
      "reverse-path",
      "in strict mode the kernel silently drops packets that arrive on another link than the"
          + " route back"),
  SERVER_ROUTE("server-route", "packets that the kernel cannot route reach no server"),
  HOST_PREFIX(
      "host-prefix",
      "with a wider prefix the director may probe a server from the virtual address, which the"
          + " server has too: it answers itself"),
  NAT_GATEWAY(
      "nat-gateway",
      "with NAT a client accepts an answer only from the virtual address, so answers must come back"
          + " over the director that serves"),
  CONNTRACK("conntrack", "when the table is full the kernel drops new connections"),
  CONNTRACK_TIMEOUT(
      "conntrack-timeout",
      "an entry that outlives its connection fills the table; one that ends earlier makes a"
          + " firewall drop packets of a connection that lives"),
  CONNECTION_TABLE(
      "connection-table",
      "the kernel searches a row for each packet, so long rows cost processor time for all of"
          + " them"),
  REMOVED_SERVERS(
      "removed-servers",
      "by default the kernel drops the packets of connections whose server was removed; their"
          + " clients wait"),
  SCHEDULING("scheduling", "a server with more than its share is slow before the others are busy"),
  BACKLOG("backlog", "packets that find no room between the driver and the kernel are lost"),
  MODULES("modules", "without its module the kernel refuses the service"),
  ARP_IGNORE(
      "arp-ignore", "a server that answers ARP for the virtual address takes it from the director"),
  ARP_ANNOUNCE("arp-announce", "a server's own ARP requests claim the virtual address"),
  SERVER_ADDRESS(
      "server-address",
      "a server accepts packets for the virtual address only if it has the address, and must"
          + " not announce it"),
  SYN_FLOOD(
      "syn-flood",
      "without cookies a server refuses clients while its queue of half-open connections is full"),
  LISTEN_QUEUE("listen-queue", "connections beyond the queue of a listening server are dropped"),
  STANDBY("standby", "such a standby forwards what the master sent it: a loop"),
  SECOND_OWNER("second-owner", "two hosts with one address split its clients at random"),
  OTHER_ROUTER("other-router", "two pairs with one VRID on a link fight for mastership"),
  KEEPALIVED("keepalived", "two agents on one host undo each other's work"),
  OPEN_FILES("open-files", "a check that gets no descriptor cannot be run"),
  FILE_PERMISSIONS(
      "file-permissions",
      "a user who can write the configuration can become root; one who can read it has its"
          + " secrets"),
  SCRIPTS("scripts", "the agent refuses a command that other users can replace"),
  ARCHIVE("archive", "without the class archive the agent starts more slowly"),
  UNIT("unit", "without a unit the agent does not start after a reboot"),
  CLOCK("clock", "adverts signed with the time are rejected when the clocks differ too much"),
  AGENT("agent", "the running agent's view and the kernel's tables should agree");

  private final String id;
  private final String why;

  DoctorCheck(String id, String why) {
    this.id = id;
    this.why = why;
  }

  /** Returns the name in JSON and in the documentation. */
  public String id() {
    return id;
  }

  /** Returns the reason for the check, in one line. */
  public String why() {
    return why;
  }
}
