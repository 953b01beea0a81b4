package org.holdfast.ipvs.netlink;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.CommandOutcome;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceStatus;
import org.holdfast.ipvs.SyncDaemonStatus;
import org.holdfast.ipvs.Timeouts;
import org.holdfast.ipvs.run.IpvsKernel;
import org.holdfast.linux.LinuxException;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * A kernel's IPVS that may not be available yet: it is opened on first use, and tried again every
 * few seconds while it cannot be opened. Until then every query throws a {@link LinuxException}
 * with the reason, and every command's outcome is unknown. Not thread-safe.
 */
public final class AwaitedIpvsKernel implements IpvsKernel {

  private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

  private final Supplier<? extends IpvsKernel> opener;
  private final NanoClock clock;
  private @Nullable IpvsKernel kernel;
  private @Nullable LinuxException trouble;
  private long triedNanos;

  /**
   * Creates the object without opening the kernel's IPVS.
   *
   * @param opener opens it on the thread that uses it; throws a {@link LinuxException} if it cannot
   */
  public AwaitedIpvsKernel(Supplier<? extends IpvsKernel> opener, NanoClock clock) {
    this.opener = opener;
    this.clock = clock;
  }

  private IpvsKernel kernel() {
    var open = kernel;
    if (open != null) {
      return open;
    }
    long now = clock.nanos();
    if (trouble != null && now - triedNanos < PAUSE_NANOS) {
      throw trouble;
    }
    triedNanos = now;
    try {
      open = opener.get();
      kernel = open;
      trouble = null;
      return open;
    } catch (LinuxException e) {
      trouble = e;
      throw e;
    }
  }

  @Override
  public List<CommandOutcome> perform(List<? extends Command> commands) {
    try {
      return kernel().perform(commands);
    } catch (LinuxException e) {
      return Collections.nCopies(
          commands.size(), new CommandOutcome.Unknown(String.valueOf(e.getMessage())));
    }
  }

  @Override
  public List<ServiceStatus> services() {
    return kernel().services();
  }

  @Override
  public Optional<ServiceStatus> service(ServiceKey key) {
    return kernel().service(key);
  }

  @Override
  public List<DestinationStatus> destinations(ServiceKey service) {
    return kernel().destinations(service);
  }

  @Override
  public List<SyncDaemonStatus> daemons() {
    return kernel().daemons();
  }

  @Override
  public Timeouts timeouts() {
    return kernel().timeouts();
  }

  @Override
  public void close() {
    if (kernel != null) {
      kernel.close();
    }
  }
}
