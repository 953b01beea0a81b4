package org.holdfast.agent.config.bind;

import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Whom a check asks that does not say so itself.
 *
 * @param address null for nobody: the check must say
 * @param port 0 for none
 * @param virtualHost null for none
 */
record DefaultTarget(@Nullable IpAddress address, int port, @Nullable String virtualHost) {

  static final DefaultTarget NOWHERE = new DefaultTarget(null, 0, null);

  DefaultTarget withoutPort() {
    return new DefaultTarget(address, 0, virtualHost);
  }
}
