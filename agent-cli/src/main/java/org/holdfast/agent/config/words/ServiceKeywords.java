package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.List;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.EndpointRangeType;
import org.holdfast.agent.config.table.EndpointRangeType.EndpointRange;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.ipvs.Forwarding.TunnelChecksum;
import org.holdfast.ipvs.ServiceKey.Protocol;
import org.holdfast.net.Family;

/** The keys of the kernel's services: their addresses, their scheduling, their forwarding. */
public final class ServiceKeywords {

  // Identity

  public static final Key<EndpointRange> ADDRESS =
      Key.optional(
          "address",
          EndpointRangeType.INSTANCE,
          "none",
          "the address and the port that clients connect to; every address of a range is a service"
              + " of its own");
  public static final Key<List<Entry<EndpointRange>>> ADDRESSES =
      Key.optional(
          "addresses",
          ListType.ofSome(EndpointRangeType.INSTANCE),
          "none",
          "more addresses, in addition to address; a YAML anchor shares them between virtual"
              + " servers");
  public static final Key<List<Entry<Long>>> FIREWALL_MARKS =
      Key.optional(
          "firewall-mark",
          ListType.ofSome(NumberType.mark()).orOne(),
          "none",
          "the service takes the packets to which netfilter has given such a mark");
  public static final Key<Family> FAMILY =
      Key.derived(
          "family",
          ChoiceType.of("ipv4", Family.IPV4, "ipv6", Family.IPV6),
          "the family of the addresses, else of the first real server",
          "the family of packets with a firewall mark");
  public static final Key<Protocol> PROTOCOL =
      Key.standard(
          "protocol",
          ChoiceType.of("tcp", Protocol.TCP, "udp", Protocol.UDP).or("sctp", Protocol.SCTP),
          "tcp",
          "the protocol above IP; firewall marks do not use it");

  // Scheduling

  public static final List<String> SCHEDULERS =
      List.of(
          "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "sh", "mh", "dh", "fo", "ovf", "sed", "nq",
          "twos");
  public static final Key<String> SCHEDULER =
      Key.standard(
          "scheduler",
          TextType.word(15, "a scheduler's name: " + String.join(", ", SCHEDULERS)),
          "wlc",
          "how the kernel chooses the server of a new connection");
  public static final Key<Boolean> KERNEL_SCHEDULER =
      Key.standard(
          "kernel-scheduler",
          BooleanType.INSTANCE,
          "false",
          "accept a scheduler that is not in this list, because a module of the kernel has it");

  /** The scheduler flags, by ipvsadm's names. */
  public enum Flag {
    HASHED,
    ONE_PACKET,
    FLAG_1,
    FLAG_2,
    FLAG_3,
    SH_FALLBACK,
    SH_PORT,
    MH_FALLBACK,
    MH_PORT
  }

  public static final Key<List<Entry<Flag>>> FLAGS =
      Key.optional(
          "flags",
          ListType.of(
                  ChoiceType.of("sh-port", Flag.SH_PORT, "sh-fallback", Flag.SH_FALLBACK)
                      .or("mh-port", Flag.MH_PORT)
                      .or("mh-fallback", Flag.MH_FALLBACK)
                      .or("one-packet", Flag.ONE_PACKET)
                      .or("hashed", Flag.HASHED)
                      .or("flag-1", Flag.FLAG_1)
                      .or("flag-2", Flag.FLAG_2)
                      .or("flag-3", Flag.FLAG_3))
              .orOne(),
          "none",
          "flags of the scheduler and of the service; one-packet is ipvsadm's ops");
  public static final Key<Duration> PERSISTENCE =
      Key.standard(
          "persistence",
          DurationType.upTo(Duration.ofDays(31)),
          "0",
          "how long a client stays with its server, in whole seconds (keepalived takes 6m for the"
              + " keyword without a number)");
  public static final Key<Long> PERSISTENCE_PREFIX =
      Key.derived(
          "persistence-prefix",
          NumberType.from(1, 128),
          "all of it: 32 or 128",
          "how many leading bits of the address identify a client");
  public static final Key<String> PERSISTENCE_ENGINE =
      Key.derived(
          "persistence-engine",
          TextType.word(15, "an engine's name, such as sip"),
          "only the address",
          "the engine that identifies a client by more than its address");

  // Forwarding

  public enum Method {
    NAT,
    DIRECT_ROUTE,
    TUNNEL
  }

  public enum Tunnel {
    IPIP,
    GUE,
    GRE
  }

  public static final Key<Method> METHOD =
      Key.required(
          "method",
          ChoiceType.of("nat", Method.NAT, "dr", Method.DIRECT_ROUTE).or("tunnel", Method.TUNNEL),
          "nat rewrites the destination, dr the MAC address, tunnel wraps the packet");
  public static final Key<Tunnel> TUNNEL =
      Key.standard(
          "type",
          ChoiceType.of("ipip", Tunnel.IPIP, "gue", Tunnel.GUE).or("gre", Tunnel.GRE),
          "ipip",
          "the encapsulation of a tunnel");
  public static final Key<Long> TUNNEL_PORT =
      Key.optional("port", NumberType.from(1, 65_535), "required for gue", "the server's GUE port");
  public static final Key<TunnelChecksum> TUNNEL_CHECKSUM =
      Key.standard(
          "checksum",
          ChoiceType.of("none", TunnelChecksum.NONE, "full", TunnelChecksum.CHECKSUM)
              .or("remote", TunnelChecksum.REMOTE),
          "none",
          "the checksum of the outer header: none, full, or remote, which only gue has");
  public static final Key<Fields> FORWARDING =
      Key.derived(
          "forwarding",
          Section.of(
                  "forwarding",
                  "How packets get to a server.",
                  METHOD,
                  TUNNEL,
                  TUNNEL_PORT,
                  TUNNEL_CHECKSUM)
              .withShorthand(METHOD),
          "the virtual server's forwarding, else nat",
          "how packets get to a server");

  private ServiceKeywords() {}
}
