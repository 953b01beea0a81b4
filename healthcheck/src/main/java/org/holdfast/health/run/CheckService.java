package org.holdfast.health.run;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.holdfast.health.PoolConfig;
import org.holdfast.health.Probe;
import org.holdfast.health.agent.AgentProber;
import org.holdfast.health.dns.DnsProber;
import org.holdfast.health.http.HttpProber;
import org.holdfast.health.ping.PingProber;
import org.holdfast.health.probe.Prober;
import org.holdfast.health.smtp.SmtpProber;
import org.holdfast.health.socket.ProbeLoops;
import org.holdfast.health.stream.Streams;
import org.holdfast.health.tcp.TcpProber;
import org.holdfast.health.udp.UdpProber;
import org.holdfast.time.NanoClock;

/**
 * The resources that checks need to run: loops, probers, the engine. Thread-safe.
 *
 * <p>Checks are distributed over their own loops, separate from the election loop: as many as there
 * are processors, at most four. Pools are decided on one of them.
 */
public final class CheckService implements AutoCloseable {

  private static final int MOST_LOOPS = 4;

  private final NanoClock clock;
  private final MultiThreadIoEventLoopGroup group;
  private final List<IoEventLoop> loops;
  private final Streams streams = new Streams();
  private final CheckEngine engine;

  /**
   * Starts the loops without any checks.
   *
   * @param scripts the prober for scripts; its resources are closed by the caller, after this
   *     service
   */
  public CheckService(NanoClock clock, Prober<Probe.Script> scripts) {
    this.clock = clock;
    int threads = Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors());
    group =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("checks", true), EpollIoHandler.newFactory());
    loops = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      loops.add(group.next());
    }
    var sockets = new ProbeLoops();
    RandomGenerator random = () -> Unguessable.RANDOM.nextLong();
    var probers =
        new Probers(
            new TcpProber(sockets),
            new HttpProber(streams),
            new SmtpProber(streams),
            new DnsProber(sockets, random),
            new UdpProber(sockets),
            new PingProber(sockets, random),
            new AgentProber(streams),
            scripts);
    engine = new CheckEngine(loops, probers, clock, () -> ThreadLocalRandom.current().nextDouble());
  }

  /** A separate class, because few checks need it and initializing it takes ten milliseconds. */
  private static final class Unguessable {
    private static final SecureRandom RANDOM = new SecureRandom();
  }

  /** The engine that runs the checks. */
  public CheckEngine engine() {
    return engine;
  }

  /** Starts pools, which the caller closes before this service. */
  public PoolService pools(List<PoolConfig> configs, EarlierLife earlier, PoolListener listener) {
    return new PoolService(configs, earlier, engine, loops.getFirst(), clock, listener);
  }

  /** The states of all checks. */
  public CheckStates states() {
    return new CheckStates(clock.nanos(), engine.snapshot());
  }

  /** Ends every check and the loops; takes at most a second. */
  @Override
  public void close() {
    engine.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    streams.close();
  }
}
