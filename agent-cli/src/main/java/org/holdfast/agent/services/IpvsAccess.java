package org.holdfast.agent.services;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.netlink.AwaitedIpvsKernel;
import org.holdfast.ipvs.netlink.Modprobe;
import org.holdfast.ipvs.netlink.NetlinkIpvsKernel;
import org.holdfast.ipvs.run.ConnectionList;
import org.holdfast.ipvs.run.IpvsListener;
import org.holdfast.ipvs.run.IpvsSync;
import org.holdfast.ipvs.run.MarkRecord;
import org.holdfast.linux.NamedNamespace;
import org.holdfast.linux.nftables.MarkKernel;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;

/** Access to the IPVS of a kernel. Thread-safe. */
public interface IpvsAccess {

  /**
   * Starts maintaining the table, on its own thread.
   *
   * @param marks the record of the tables that set firewall marks
   */
  Opened open(IpvsListener listener, MarkRecord marks);

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

  /**
   * Returns the access to this host's kernel.
   *
   * @param namespace the network namespace of the table; null for the agent's own
   */
  static IpvsAccess ofThisHost(NanoClock clock, @Nullable NamedNamespace namespace) {
    return new IpvsAccess() {
      private static final Path TABLE = Path.of("/proc/self/net/ip_vs");

      @Override
      public Opened open(IpvsListener listener, MarkRecord marks) {
        var thread =
            Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("ipvs").daemon().factory());
        var kernel = new AwaitedIpvsKernel(() -> opened(clock, namespace), clock);
        return new Opened(
            IpvsSync.start(
                kernel,
                new IpvsSync.Marking(() -> openedMarks(clock, namespace), marks),
                thread,
                clock,
                listener),
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
        if (namespace == null) {
          return ConnectionList.count(keys);
        }
        var count =
            new FutureTask<>(() -> {
              namespace.enterWithThisThread();
              return ConnectionList.count(keys);
            });
        Thread.ofPlatform().name("ipvs connections").daemon().start(count);
        try {
          return count.get();
        } catch (ExecutionException e) {
          throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while counting connections");
        }
      }
    };
  }

  /** Opens the marks of a namespace, in which the calling thread remains. */
  private static MarkKernel openedMarks(NanoClock clock, @Nullable NamedNamespace namespace) {
    enter(namespace);
    return MarkKernel.open(clock);
  }

  /** Opens the table of a namespace, in which the calling thread remains. */
  private static NetlinkIpvsKernel opened(NanoClock clock, @Nullable NamedNamespace namespace) {
    enter(namespace);
    return NetlinkIpvsKernel.open(new Modprobe(), clock);
  }

  private static void enter(@Nullable NamedNamespace namespace) {
    if (namespace != null) {
      namespace.enterWithThisThread();
    }
  }
}
