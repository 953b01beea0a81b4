package org.holdfast.ipvs;

import java.util.List;

/**
 * A virtual service with its servers, as it should be in the kernel's table.
 *
 * @param destinations in any order; of two with the same key the last one counts
 */
public record VirtualService(ServiceKey key, ServiceTerms terms, List<Destination> destinations) {

  public VirtualService {
    destinations = List.copyOf(destinations);
  }
}
