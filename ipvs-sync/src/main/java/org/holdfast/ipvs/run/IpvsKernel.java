package org.holdfast.ipvs.run;

import java.util.List;
import java.util.Optional;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.CommandOutcome;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceStatus;
import org.holdfast.ipvs.SyncDaemonStatus;
import org.holdfast.ipvs.Timeouts;

/**
 * The kernel's IPVS. Not thread-safe; each call blocks for a bounded time.
 *
 * <p>A query that cannot be answered throws a {@link org.holdfast.linux.LinuxException}; a command
 * that fails returns its {@link CommandOutcome}.
 */
public interface IpvsKernel extends AutoCloseable {

  /**
   * Carries out the commands in order, each one regardless of the others; returns an outcome for
   * each.
   */
  List<CommandOutcome> perform(List<? extends Command> commands);

  /** All services. */
  List<ServiceStatus> services();

  /** One service, if it exists. */
  Optional<ServiceStatus> service(ServiceKey key);

  /** The servers of a service; none when there is no such service. */
  List<DestinationStatus> destinations(ServiceKey service);

  /** The running threads of the connection synchronisation. */
  List<SyncDaemonStatus> daemons();

  /** How long idle connections are kept. */
  Timeouts timeouts();

  @Override
  void close();
}
