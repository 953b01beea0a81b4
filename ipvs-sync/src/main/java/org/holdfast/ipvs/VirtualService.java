package org.holdfast.ipvs;

import java.util.List;

/**
 * A virtual service with its servers, as it belongs into the kernel's table.
 *
 * @param destinations in no order that matters; of two with one key the last counts
 */
public record VirtualService(ServiceKey key, ServiceTerms terms, List<Destination> destinations) {

  public VirtualService {
    destinations = List.copyOf(destinations);
  }
}
