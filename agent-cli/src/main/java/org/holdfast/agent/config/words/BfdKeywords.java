package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.Map;
import org.holdfast.agent.config.table.AddressType;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.net.IpAddress;

/** The keys of BFD sessions. */
public final class BfdKeywords {

  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration MOST = Duration.ofSeconds(4294);

  public static final Key<IpAddress> NEIGHBOUR =
      Key.required("neighbour", AddressType.HOST, "the other end of the session");
  public static final Key<IpAddress> SOURCE =
      Key.derived(
          "source",
          AddressType.HOST,
          "the kernel's choice",
          "the address that our packets are sent from, and that the neighbour must send its packets"
              + " to");
  public static final Key<String> INTERFACE =
      Key.derived(
          "interface",
          TextType.INTERFACE,
          "the routing table's choice",
          "the link that the session uses; required for a link-local neighbour");
  public static final Key<Duration> MIN_RX =
      Key.standard(
          "min-rx",
          DurationType.from(LEAST, MOST),
          "10ms",
          "the shortest interval at which we accept packets");
  public static final Key<Duration> MIN_TX =
      Key.standard(
          "min-tx",
          DurationType.from(LEAST, MOST),
          "10ms",
          "the shortest interval at which we send; a longer min-rx of the neighbour takes"
              + " precedence");
  public static final Key<Duration> IDLE_TX =
      Key.standard(
          "idle-tx",
          DurationType.from(Duration.ofSeconds(1), MOST),
          "1s",
          "the time between our packets while the session is not up");
  public static final Key<Long> MULTIPLIER =
      Key.standard(
          "multiplier",
          NumberType.from(1, 255),
          "5",
          "how many of our packets must be missing before the neighbour declares the session down;"
              + " the neighbour's multiplier decides when we do");
  public static final Key<Boolean> PASSIVE =
      Key.standard(
          "passive",
          BooleanType.INSTANCE,
          "false",
          "whether we send nothing until the neighbour has sent a packet");
  public static final Key<Boolean> MULTIHOP =
      Key.standard(
          "multihop",
          BooleanType.INSTANCE,
          "false",
          "whether there may be routers between us and the neighbour (RFC 5883, UDP port 4784)");
  public static final Key<Long> TTL =
      Key.standard(
          "ttl",
          NumberType.from(1, 255),
          "255",
          "the TTL or hop limit of our packets. Differs: keepalived's default for multihop is 64,"
              + " which a neighbour that limits the number of hops refuses");
  public static final Key<Long> MAX_HOPS =
      Key.optional(
          "max-hops",
          NumberType.from(0, 255),
          "needed when multihop is true",
          "how many routers a packet of a multihop session may have passed. The count assumes that"
              + " the neighbour sends with TTL 255: for a neighbour that sends with 64, as BIRD"
              + " does, add 191. 255 allows any number, and then any host in the network can forge"
              + " the neighbour's packets. Differs: keepalived's default is 0, which refuses every"
              + " packet that has passed a router");

  private static final Section SESSION =
      Section.of(
          "bfd session",
          "An exchange of packets that shows within milliseconds whether a neighbour can be reached"
              + " (RFC 5880, asynchronous mode).",
          NEIGHBOUR,
          SOURCE,
          INTERFACE,
          MIN_RX,
          MIN_TX,
          IDLE_TX,
          MULTIPLIER,
          PASSIVE,
          MULTIHOP,
          TTL,
          MAX_HOPS);
  public static final Key<Map<String, Entry<Fields>>> SESSIONS =
      Key.optional("sessions", MapType.of("sessions", SESSION), "none", "the sessions, by name");
  public static final Key<Fields> BFD =
      Key.optional(
          "bfd",
          Section.of(
              "bfd part",
              "BFD sessions, which notice the failure of a neighbour faster than missing adverts"
                  + " do.",
              SESSIONS),
          "none",
          "BFD sessions, which notice the failure of a neighbour faster than missing adverts do");

  private BfdKeywords() {}
}
