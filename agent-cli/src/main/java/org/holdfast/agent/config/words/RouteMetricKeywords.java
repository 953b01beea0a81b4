package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.List;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.net.RouteMetric;

/** The keys of what the kernel and TCP keep of a route: sizes, times, windows and switches. */
public final class RouteMetricKeywords {

  /** The longest time that the kernel's numbers have room for. */
  private static final DurationType ROUND_TRIP =
      DurationType.from(Duration.ofMillis(1), Duration.ofHours(100));

  private static final NumberType ANY = NumberType.from(0, 0xffff_ffffL);

  public static final Key<Long> MTU =
      Key.standard(
          "mtu",
          NumberType.from(0, 65_535),
          "0",
          "the greatest size of a packet in bytes; 0: the MTU of the link");
  public static final Key<Long> ADVMSS =
      Key.standard(
          "advmss",
          NumberType.from(0, 65_495),
          "0",
          "the segment size that TCP advertises; 0: derived from the MTU");
  public static final Key<Long> HOP_LIMIT =
      Key.standard(
          "hop-limit", NumberType.from(0, 255), "0", "the hop limit of packets; 0: the host's");
  public static final Key<Duration> RTT =
      Key.optional("rtt", ROUND_TRIP, "measured", "TCP's first estimate of the round-trip time");
  public static final Key<Duration> RTTVAR =
      Key.optional("rttvar", ROUND_TRIP, "measured", "TCP's first estimate of its variance");
  public static final Key<Duration> RTO_MIN =
      Key.optional(
          "rto-min", ROUND_TRIP, "the kernel's default", "TCP's least retransmission time");
  public static final Key<Long> REORDERING =
      Key.standard(
          "reordering", ANY, "0", "how far TCP expects segments to be reordered; 0: the host's");
  public static final Key<Long> WINDOW =
      Key.standard("window", ANY, "0", "the largest window in bytes that TCP advertises; 0: any");
  public static final Key<Long> CWND =
      Key.standard(
          "cwnd", ANY, "0", "the limit of TCP's congestion window, if it is locked; 0: none");
  public static final Key<Long> SSTHRESH =
      Key.standard("ssthresh", ANY, "0", "TCP's first slow-start threshold; 0: the kernel's");
  public static final Key<Long> INITCWND =
      Key.standard(
          "initcwnd", ANY, "0", "TCP's first congestion window in segments; 0: the kernel's");
  public static final Key<Long> INITRWND =
      Key.standard("initrwnd", ANY, "0", "TCP's first receive window in segments; 0: the kernel's");
  public static final Key<Boolean> ECN =
      Key.standard("ecn", BooleanType.INSTANCE, "false", "whether TCP asks for ECN");
  public static final Key<Boolean> QUICKACK =
      Key.standard("quickack", BooleanType.INSTANCE, "false", "whether TCP acknowledges at once");
  public static final Key<Boolean> FASTOPEN_NO_COOKIE =
      Key.standard(
          "fastopen-no-cookie",
          BooleanType.INSTANCE,
          "false",
          "whether TCP Fast Open needs no cookie");
  public static final Key<String> CONGESTION_CONTROL =
      Key.optional(
          "congestion-control",
          TextType.word(15, "the name of an algorithm, such as bbr"),
          "the host's",
          "TCP's congestion control algorithm");
  public static final Key<List<Entry<Integer>>> LOCKED =
      Key.optional(
          "locked",
          ListType.ofSome(
                  ChoiceType.of(
                          "mtu", RouteMetric.MTU.number(), "advmss", RouteMetric.ADVMSS.number())
                      .or("rtt", RouteMetric.RTT.number())
                      .or("rttvar", RouteMetric.RTTVAR.number())
                      .or("rto-min", RouteMetric.RTO_MIN.number())
                      .or("reordering", RouteMetric.REORDERING.number())
                      .or("cwnd", RouteMetric.CWND.number())
                      .or("ssthresh", RouteMetric.SSTHRESH.number())
                      .or("congestion-control", RouteMetric.CONGESTION_CONTROL))
              .orOne(),
          "none",
          "those of these values that the kernel must not adapt");

  /** All of these keys, in the order of the reference page. */
  static final List<Key<?>> ALL =
      List.of(
          MTU,
          ADVMSS,
          HOP_LIMIT,
          RTT,
          RTTVAR,
          RTO_MIN,
          REORDERING,
          WINDOW,
          CWND,
          SSTHRESH,
          INITCWND,
          INITRWND,
          ECN,
          QUICKACK,
          FASTOPEN_NO_COOKIE,
          CONGESTION_CONTROL,
          LOCKED);

  private RouteMetricKeywords() {}
}
