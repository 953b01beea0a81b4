package org.holdfast.net;

import java.util.Locale;
import java.util.Optional;

/** A number that a route gives to the connections that use it (RTAX_* of Linux). */
public enum RouteMetric {
  /** The greatest size of a packet in bytes. */
  MTU(2),
  /** The largest window that is advertised, in bytes. */
  WINDOW(3),
  /** The first estimate of the round-trip time, in eighths of a millisecond. */
  RTT(4),
  /** The first estimate of its variance, in quarters of a millisecond. */
  RTTVAR(5),
  /** The first slow-start threshold. */
  SSTHRESH(6),
  /** The limit of the congestion window, only if locked. */
  CWND(7),
  /** The segment size that is advertised, in bytes. */
  ADVMSS(8),
  /** How far segments may be reordered. */
  REORDERING(9),
  /** The hop limit. */
  HOPLIMIT(10),
  /** The first congestion window, in segments. */
  INITCWND(11),
  /** A mask of features; 1 is ECN. */
  FEATURES(12),
  /** The least retransmission time, in milliseconds. */
  RTO_MIN(13),
  /** The first receive window, in segments. */
  INITRWND(14),
  /** Whether segments are acknowledged at once. */
  QUICKACK(15),
  /** Whether TCP Fast Open needs no cookie. */
  FASTOPEN_NO_COOKIE(17);

  /** The number of the congestion control algorithm, whose value is a name. */
  public static final int CONGESTION_CONTROL = 16;

  /** The number of the mask of locked metrics. */
  public static final int LOCK = 1;

  private final int number;

  RouteMetric(int number) {
    this.number = number;
  }

  /** Linux's number. */
  public int number() {
    return number;
  }

  /** Returns the metric with Linux's number; empty for an unknown one. */
  public static Optional<RouteMetric> of(int number) {
    for (var metric : values()) {
      if (metric.number == number) {
        return Optional.of(metric);
      }
    }
    return Optional.empty();
  }

  /** The word of {@code ip route}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
