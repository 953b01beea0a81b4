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

/** The table's part for BFD sessions. */
public final class BfdKeywords {

  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration MOST = Duration.ofSeconds(4294);

  public static final Key<IpAddress> NEIGHBOUR =
      Key.required("neighbour", AddressType.HOST, "the other end of the session");
  public static final Key<IpAddress> SOURCE =
      Key.optional(
          "source",
          AddressType.HOST,
          "the kernel's choice",
          "where our packets come from, and whom the neighbour's are to go to");
  public static final Key<String> INTERFACE =
      Key.optional(
          "interface",
          TextType.INTERFACE,
          "as the routes say",
          "the link that the session goes by; a link-local neighbour needs it");
  public static final Key<Duration> MIN_RX =
      Key.standard(
          "min-rx",
          DurationType.from(LEAST, MOST),
          "10ms",
          "the shortest interval at which we can receive");
  public static final Key<Duration> MIN_TX =
      Key.standard(
          "min-tx",
          DurationType.from(LEAST, MOST),
          "10ms",
          "the shortest at which we would send; the neighbour's min-rx may make it longer");
  public static final Key<Duration> IDLE_TX =
      Key.standard(
          "idle-tx",
          DurationType.from(Duration.ofSeconds(1), MOST),
          "1s",
          "between our packets while the session is not up");
  public static final Key<Long> MULTIPLIER =
      Key.standard(
          "multiplier",
          NumberType.from(1, 255),
          "5",
          "missed packets after which the neighbour takes us for dead; its own says when we do");
  public static final Key<Boolean> PASSIVE =
      Key.standard(
          "passive", BooleanType.INSTANCE, "false", "whether we wait for the neighbour to begin");
  public static final Key<Boolean> MULTIHOP =
      Key.standard(
          "multihop",
          BooleanType.INSTANCE,
          "false",
          "whether there may be routers in between (RFC 5883, UDP port 4784)");
  public static final Key<Long> TTL =
      Key.standard(
          "ttl",
          NumberType.from(1, 255),
          "255",
          "the TTL or hop limit of our packets. Differs: keepalived's default for multihop is 64,"
              + " which a neighbour that counts hops refuses");
  public static final Key<Long> MAX_HOPS =
      Key.optional(
          "max-hops",
          NumberType.from(0, 255),
          "needed where multihop is true",
          "of a multihop session: the most routers that a packet may have passed, counted from a"
              + " TTL of 255 at its start (so 191 more for a neighbour that starts with 64, as BIRD"
              + " does); 255 for any number, which lets anybody in the network forge the"
              + " neighbour's packets. Differs: keepalived's default is 0, which refuses all that"
              + " has passed a router");

  private static final Section SESSION =
      Section.of(
          "bfd session",
          "Packets to and fro that show within milliseconds whether a neighbour can be reached"
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
          Section.of("bfd part", "Watching neighbours faster than adverts can.", SESSIONS),
          "none",
          "watching neighbours faster than adverts can");

  private BfdKeywords() {}
}
