package org.holdfast.agent.config;

import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Whom a check asks that does not say so itself.
 *
 * @param address null for nobody: the check must say
 * @param port 0 for none
 * @param virtualHost null for none
 */
record Place(@Nullable IpAddress address, int port, @Nullable String virtualHost) {

  static final Place NOWHERE = new Place(null, 0, null);

  Place withoutPort() {
    return new Place(address, 0, virtualHost);
  }
}
