package org.holdfast.agent.config.bind;

import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The target of a check that does not set its own.
 *
 * @param address null if the check must set its own address
 * @param port 0 if there is no default port
 * @param virtualHost null if there is no default host name
 */
record DefaultTarget(@Nullable IpAddress address, int port, @Nullable String virtualHost) {

  static final DefaultTarget NOWHERE = new DefaultTarget(null, 0, null);

  DefaultTarget withoutPort() {
    return new DefaultTarget(address, 0, virtualHost);
  }
}
