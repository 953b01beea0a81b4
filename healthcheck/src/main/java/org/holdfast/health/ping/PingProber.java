package org.holdfast.health.ping;

import io.netty.channel.IoEventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.probe.Prober;
import org.holdfast.health.socket.ProbeLoop;
import org.holdfast.health.socket.ProbeLoops;

/**
 * Sends an ICMP echo request of 128 bytes and waits for its reply.
 *
 * <p>Runs with the same source, link and mark share one raw socket ({@link EchoSocket}), which
 * stays open while one of them waits. Differs: keepalived uses the kernel's unprivileged ping
 * sockets, and changes a system-wide setting for them (ping_group_range); a raw socket needs
 * CAP_NET_RAW, which VRRP needs anyway.
 */
public final class PingProber implements Prober<Probe.Ping> {

  private final ProbeLoops loops;
  private final RandomGenerator random;
  private final Map<ProbeLoop, Map<EchoSocket.Way, EchoSocket>> sockets = new ConcurrentHashMap<>();

  /**
   * Creates a prober.
   *
   * @param loops shared by all probers
   * @param random safe for use by all loops; hard to guess, so that other hosts cannot forge
   *     answers
   */
  public PingProber(ProbeLoops loops, RandomGenerator random) {
    this.loops = loops;
    this.random = random;
  }

  @Override
  public ProbeRun start(Probe.Ping probe, IoEventLoop loop, Consumer<ProbeResult> answer) {
    return loops.start(
        loop,
        answer,
        here -> {
          var ways = sockets.computeIfAbsent(here, _ -> new ConcurrentHashMap<>());
          var way = EchoSocket.Way.of(probe.target());
          var socket = ways.computeIfAbsent(way, _ -> new EchoSocket(here, way.family()));
          return socket.start(probe.target(), random.nextInt(), random.nextLong(), answer);
        });
  }
}
