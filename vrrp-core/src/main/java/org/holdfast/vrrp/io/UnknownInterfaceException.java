package org.holdfast.vrrp.io;

import java.util.Collection;

/** The configuration names a link that this host does not have. */
public final class UnknownInterfaceException extends RuntimeException {

  private static final long serialVersionUID = 1;

  UnknownInterfaceException(String instance, String name, Collection<String> there) {
    super(
        "("
            + instance
            + ") interface "
            + name
            + " does not exist; there are "
            + String.join(", ", there));
  }
}
