package org.holdfast.ipvs;

import java.time.Duration;

/**
 * How long the kernel keeps idle connections, in whole seconds up to 31 days; zero, in what is to
 * be set, for as it is.
 *
 * @param tcp established ones
 * @param tcpFin after a FIN
 * @param udp after a packet
 */
public record Timeouts(Duration tcp, Duration tcpFin, Duration udp) {

  /** None of them is to be set. */
  public static final Timeouts AS_IS = new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** In seconds, as ipvsadm prints them. */
  public String words() {
    return "tcp " + tcp.toSeconds() + " tcpfin " + tcpFin.toSeconds() + " udp " + udp.toSeconds();
  }

  /** These, with {@code others} where these say as it is. */
  public Timeouts or(Timeouts others) {
    return new Timeouts(
        tcp.isZero() ? others.tcp : tcp,
        tcpFin.isZero() ? others.tcpFin : tcpFin,
        udp.isZero() ? others.udp : udp);
  }
}
