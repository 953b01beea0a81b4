package org.holdfast.agent.config.bind;

import java.util.List;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.net.Family;

/** The services of one virtual server: at least one, all of one address family. */
record Services(List<ServiceKey> keys) {

  Family family() {
    return keys.getFirst().family();
  }

  /** Returns the common port of all services, or 0 if they have no port or different ports. */
  int port() {
    int port = -1;
    for (var key : keys) {
      int its =
          switch (key) {
            case ServiceKey.Address address -> address.port();
            case ServiceKey.Mark _ -> 0;
          };
      port = port < 0 || port == its ? its : 0;
      if (port == 0) {
        break;
      }
    }
    return port;
  }

  boolean haveMark() {
    for (var key : keys) {
      if (key instanceof ServiceKey.Mark) {
        return true;
      }
    }
    return false;
  }

  boolean haveAddress() {
    for (var key : keys) {
      if (key instanceof ServiceKey.Address) {
        return true;
      }
    }
    return false;
  }
}
