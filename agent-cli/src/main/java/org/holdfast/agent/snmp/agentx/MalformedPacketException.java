package org.holdfast.agent.snmp.agentx;

import java.io.IOException;

/** A packet does not follow RFC 2741, or is larger than we accept. */
public final class MalformedPacketException extends IOException {

  private static final long serialVersionUID = 1;

  MalformedPacketException(String what) {
    super(what);
  }
}
