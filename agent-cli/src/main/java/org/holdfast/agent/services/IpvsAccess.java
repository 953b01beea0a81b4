package org.holdfast.agent.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.netlink.AwaitedIpvsKernel;
import org.holdfast.ipvs.netlink.Modprobe;
import org.holdfast.ipvs.run.ConnectionList;
import org.holdfast.ipvs.run.IpvsListener;
import org.holdfast.ipvs.run.IpvsSync;
import org.holdfast.time.NanoClock;

/** Access to the IPVS of a kernel. Thread-safe. */
public interface IpvsAccess {

  /** Starts maintaining the table, on its own thread. */
  Opened open(IpvsListener listener);

  /** Whether the kernel has loaded IPVS, and so may have a table. */
  boolean isLoaded();

  /**
   * Counts a server's connections in the kernel's list of all connections; see {@link
   * ConnectionList#count}. Reads a long file.
   *
   * @throws IOException if the list cannot be read
   */
  long listed(Map<ServiceKey, Destination.Key> keys) throws IOException;

  /**
   * A table that the agent maintains.
   *
   * @param end ends the thread after its tasks; to be run after {@link IpvsSync#stop}
   */
  record Opened(IpvsSync sync, Runnable end) {}

  /** Returns the access to this host's kernel. */
  static IpvsAccess ofThisHost(NanoClock clock) {
    return new IpvsAccess() {
      private static final Path TABLE = Path.of("/proc/self/net/ip_vs");

      @Override
      public Opened open(IpvsListener listener) {
        var thread =
            Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("ipvs").daemon().factory());
        var kernel = new AwaitedIpvsKernel(new Modprobe(), clock);
        return new Opened(
            IpvsSync.start(kernel, thread, clock, listener),
            () -> {
              thread.execute(kernel::close);
              thread.shutdown();
            });
      }

      @Override
      public boolean isLoaded() {
        return Files.exists(TABLE);
      }

      @Override
      public long listed(Map<ServiceKey, Destination.Key> keys) throws IOException {
        return ConnectionList.count(keys);
      }
    };
  }
}
