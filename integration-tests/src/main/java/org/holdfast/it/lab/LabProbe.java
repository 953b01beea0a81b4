package org.holdfast.it.lab;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Supplier;
import org.holdfast.net.IpAddress;

/**
 * Probes an address at a steady rate, with ICMP echo requests or with datagrams that a UDP server
 * sends back, and prints the outages that a client would have noticed. Each line reports one event;
 * fields are separated by blanks, and times are ISO instants with microseconds:
 *
 * <pre>
 * answered AT                  the first answer, or the first after a silence
 * silent SINCE                 no answer for 20 ms
 * gap START END MILLIS LOST    probes that were never answered, from the sending of the first to
 *                              the next answer
 * total SENT ANSWERED LOST GAPS LONGEST_MILLIS   at the end
 * </pre>
 *
 * <p>Usage: {@code Probe ADDRESS INTERVAL_MILLIS [UDP_PORT]}; SIGTERM or SIGINT ends it in order.
 */
public final class LabProbe {
  private static final long SILENCE_NANOS = Duration.ofMillis(20).toNanos();
  private static final long LATE_NANOS = Duration.ofMillis(200).toNanos();

  private final long originNanos = System.nanoTime();
  private final Instant origin = Instant.now().truncatedTo(ChronoUnit.MICROS);
  private final Outages outages = new Outages();
  private final PrintStream out;
  private boolean answering;
  private boolean silent;
  private int gaps;
  private double longestMillis;

  private LabProbe(PrintStream out) {
    this.out = out;
  }

  /** Runs the probe as the class describes. */
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length < 2 || arguments.length > 3) {
      System.err.println("usage: Probe ADDRESS INTERVAL_MILLIS [UDP_PORT]");
      System.exit(2);
    }
    IpAddress to = IpAddress.of(arguments[0]);
    double millis = Double.parseDouble(arguments[1]);
    Supplier<LabEcho> echo =
        arguments.length == 3
            ? () -> new LabDatagrams(to, Integer.parseInt(arguments[2]))
            : () -> new LabEchoSocket(to, (short) ProcessHandle.current().pid());
    LabProbe probe = new LabProbe(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    Thread prober = Thread.ofPlatform().start(() -> probe.run(echo, (long) (millis * 1_000_000)));
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(() -> {
                  prober.interrupt();
                  joined(prober);
                }));
    prober.join();
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Supplier<LabEcho> echo, long intervalNanos) {
    try (LabEcho socket = echo.get()) {
      long dueNanos = System.nanoTime();
      while (!Thread.currentThread().isInterrupted()) {
        long now = System.nanoTime();
        if (now - dueNanos >= 0) {
          // A rejected probe counts as lost: a client could not have reached the address either.
          boolean _ = socket.send(outages.onSend(now));
          dueNanos = Math.max(dueNanos + intervalNanos, now);
        }
        drain(socket);
        report(System.nanoTime());
        socket.await(Math.max(0, dueNanos - System.nanoTime()));
      }
      drain(socket);
    }
    long end = System.nanoTime();
    for (Outages.Outage outage : outages.takeEndedBefore(end + 1)) {
      print(outage);
    }
    if (silent) {
      print(new Outages.Outage(outages.silentSince(end), end, outages.pending()));
    }
    out.printf(
        Locale.ROOT,
        "total %d %d %d %d %.3f%n",
        outages.sent(),
        outages.answered(),
        lost(),
        gaps,
        longestMillis);
  }

  private int lost() {
    return outages.sent() - outages.answered();
  }

  private void drain(LabEcho socket) {
    for (int sequence = socket.receive(); sequence >= 0; sequence = socket.receive()) {
      outages.onAnswer(sequence, System.nanoTime());
    }
  }

  private void report(long now) {
    for (Outages.Outage outage : outages.takeEndedBefore(now - LATE_NANOS)) {
      print(outage);
    }
    long since = outages.silentSince(now);
    boolean wasSilent = silent;
    silent = now - since > SILENCE_NANOS;
    if (silent && !wasSilent) {
      out.println("silent " + at(since));
      answering = false;
    } else if (!silent && !answering && outages.answered() > 0) {
      out.println("answered " + at(now));
      answering = true;
    }
  }

  private void print(Outages.Outage outage) {
    double millis = (outage.endNanos() - outage.startNanos()) / 1e6;
    longestMillis = Math.max(longestMillis, millis);
    gaps++;
    out.printf(
        Locale.ROOT,
        "gap %s %s %.3f %d%n",
        at(outage.startNanos()),
        at(outage.endNanos()),
        millis,
        outage.lost());
  }

  private Instant at(long nanos) {
    return origin.plusNanos((nanos - originNanos) / 1000 * 1000);
  }
}
