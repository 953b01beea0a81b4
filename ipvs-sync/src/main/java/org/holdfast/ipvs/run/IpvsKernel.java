package org.holdfast.ipvs.run;

import java.util.List;
import java.util.Optional;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.Outcome;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceStatus;
import org.holdfast.ipvs.SyncDaemonStatus;
import org.holdfast.ipvs.Timeouts;

/**
 * The kernel's IPVS. For one thread, which waits for each answer a bounded time.
 *
 * <p>What is asked for and cannot be told is a {@link org.holdfast.linux.LinuxException}; a change
 * that fails is its {@link Outcome}.
 */
public interface IpvsKernel extends AutoCloseable {

  /** Does the commands in order, each whatever became of the others; an outcome for each. */
  List<Outcome> perform(List<? extends Command> commands);

  /** All services. */
  List<ServiceStatus> services();

  /** One service, if it is there. */
  Optional<ServiceStatus> service(ServiceKey key);

  /** The servers of a service; none when there is no such service. */
  List<DestinationStatus> destinations(ServiceKey service);

  /** The threads of the connection synchronisation that run. */
  List<SyncDaemonStatus> daemons();

  /** How long idle connections are kept. */
  Timeouts timeouts();

  @Override
  void close();
}
