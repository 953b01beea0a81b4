package org.holdfast.ipvs.run;

import java.util.Optional;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.DestinationStatus;

/**
 * The wanted state of a server and its state in the kernel's table.
 *
 * @param actual its weight and forwarding are current; its counters were read within the last two
 *     seconds
 * @param lastError why the kernel refused the server; empty when the kernel did not
 */
public record ServerReport(
    Destination.Key key,
    Optional<Destination> desired,
    Optional<DestinationStatus> actual,
    String lastError) {

  /**
   * Whether the kernel has the server with the wanted settings, or lacks one that is not wanted.
   */
  public boolean isAsWanted() {
    return actual.map(DestinationStatus::destination).equals(desired);
  }
}
