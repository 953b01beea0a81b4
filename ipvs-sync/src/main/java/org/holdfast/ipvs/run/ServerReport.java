package org.holdfast.ipvs.run;

import java.util.Optional;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.DestinationStatus;

/**
 * A server as it is wanted and as it stands in the kernel's table.
 *
 * @param actual its weight and forwarding are current; its counters were read within the last two
 *     seconds
 * @param lastError why the kernel refused it; empty when it did not
 */
public record ServerReport(
    Destination.Key key,
    Optional<Destination> desired,
    Optional<DestinationStatus> actual,
    String lastError) {}
