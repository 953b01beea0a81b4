package org.holdfast.it.ipvs;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.holdfast.ipvs.OnStop;
import org.holdfast.ipvs.netlink.Modprobe;
import org.holdfast.ipvs.netlink.NetlinkIpvsKernel;
import org.holdfast.ipvs.run.IpvsListener;
import org.holdfast.ipvs.run.IpvsSync;
import org.holdfast.time.NanoClock;

/**
 * Measures the costs of the table on this kernel: the initial push, one weight change, a complete
 * read, the removal. Run it in a separate namespace, with a separate JVM for each size: {@code
 * IpvsFigures SERVICES SERVERS}.
 */
final class IpvsFigures {

  private static final NanoClock CLOCK = NanoClock.system();

  private IpvsFigures() {}

  public static void main(String[] args) throws Exception {
    int services = Integer.parseInt(args[0]);
    int servers = Integer.parseInt(args[1]);
    var wanted = Tables.of(services, servers);
    try (var kernel = NetlinkIpvsKernel.open(new Modprobe(), CLOCK);
        var loop = Executors.newSingleThreadScheduledExecutor()) {
      System.out.println(services + " services x " + servers + " servers");
      var sync = IpvsSync.start(kernel, loop, CLOCK, IpvsListener.NONE);
      measure(
          "push",
          () -> {
            wanted.forEach(each -> sync.want(each.key(), Optional.of(each)));
            sync.settled(List.of()).join();
          });
      for (int i = 0; i < 3; i++) {
        int weight = 5 + i;
        measure(
            "one weight",
            () -> {
              var changed = Tables.withFirstWeight(wanted.get(services / 2), weight);
              sync.want(changed.key(), Optional.of(changed));
              sync.settled(List.of()).join();
            });
      }
      measure("status", () -> sync.status().join());
      measure(
          "the same wanted again",
          () -> {
            wanted.forEach(each -> sync.want(each.key(), Optional.of(each)));
            sync.settled(List.of()).join();
          });
      for (int i = 0; i < 3; i++) {
        measure("takeover", () -> sync.settled(wanted.stream().map(s -> s.key()).toList()).join());
      }
      var before = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
      long idleUntil = CLOCK.nanos() + 10_000_000_000L;
      while (CLOCK.nanos() - idleUntil < 0) {
        loop.awaitTermination(100, java.util.concurrent.TimeUnit.MILLISECONDS);
      }
      var after = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
      System.out.println("  CPU in 10 s of keeping: " + after.minus(before).toMillis() + " ms");
      measure("stop", () -> sync.stop(OnStop.WITHDRAW).join());
      System.out.println("  left behind: " + kernel.services().size());
    }
  }

  private static void measure(String what, Runnable work) {
    long start = CLOCK.nanos();
    work.run();
    System.out.println("  " + what + ": " + (CLOCK.nanos() - start) / 1_000_000 + " ms");
  }
}
