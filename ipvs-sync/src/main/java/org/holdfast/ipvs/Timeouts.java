package org.holdfast.ipvs;

import java.time.Duration;

/**
 * How long the kernel keeps idle connections, in whole seconds up to 31 days; zero, in a request,
 * leaves a value unchanged.
 *
 * @param tcp for established TCP connections
 * @param tcpFin for TCP connections after a FIN
 * @param udp for UDP, after a packet
 */
public record Timeouts(Duration tcp, Duration tcpFin, Duration udp) {

  /** Leaves all values unchanged. */
  public static final Timeouts AS_IS = new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** The values in seconds, as ipvsadm prints them. */
  public String words() {
    return "tcp " + tcp.toSeconds() + " tcpfin " + tcpFin.toSeconds() + " udp " + udp.toSeconds();
  }

  /** These values, with those of {@code others} in place of zeros. */
  public Timeouts or(Timeouts others) {
    return new Timeouts(
        tcp.isZero() ? others.tcp : tcp,
        tcpFin.isZero() ? others.tcpFin : tcpFin,
        udp.isZero() ? others.udp : udp);
  }
}
