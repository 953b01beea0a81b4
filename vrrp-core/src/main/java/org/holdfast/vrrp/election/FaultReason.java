package org.holdfast.vrrp.election;

/**
 * Why an instance cannot take part in the election. Each reason is raised and cleared by its own
 * cause; the instance leaves FAULT when all are gone.
 */
public sealed interface FaultReason {

  /** The cause in words, for the log and for {@code status}. */
  String text();

  /**
   * Whether nothing has failed and the instance only waits for a first result. While all its
   * reasons are such waits, the instance is in keepalived's INIT, which is not reported.
   */
  default boolean isWait() {
    return false;
  }

  /** A link that the instance needs does not exist. */
  record InterfaceMissing(String interfaceName) implements FaultReason {
    @Override
    public String text() {
      return "interface " + interfaceName + " missing";
    }
  }

  /** A link that the instance needs is down or has no carrier. */
  record InterfaceDown(String interfaceName) implements FaultReason {
    @Override
    public String text() {
      return "interface " + interfaceName + " down";
    }
  }

  /** The link has no address of the family that adverts could come from. */
  record NoSourceAddress(String interfaceName) implements FaultReason {
    @Override
    public String text() {
      return "no source address on " + interfaceName;
    }
  }

  /** A unicast instance has no peer to send its adverts to. */
  record NoPeers() implements FaultReason {
    @Override
    public String text() {
      return "no unicast peers";
    }
  }

  /** A track of weight 0 has failed. */
  record TrackFailed(String kind, String name) implements FaultReason {
    @Override
    public String text() {
      return "tracked " + kind + " " + name + " failed";
    }
  }

  /** A track of weight 0 has not given a result yet. */
  record TrackUndecided(String kind, String name) implements FaultReason {
    @Override
    public String text() {
      return "tracked " + kind + " " + name + " has no result yet";
    }

    @Override
    public boolean isWait() {
      return true;
    }
  }

  /** The instance's sockets cannot be used. */
  record SocketFailed(String what) implements FaultReason {
    @Override
    public String text() {
      return what;
    }
  }

  /** Another member of the sync group has a fault of its own. */
  record GroupFault(String group) implements FaultReason {
    @Override
    public String text() {
      return "sync group " + group + " in fault";
    }
  }

  /** A track of another member of the sync group has not given a result yet. */
  record GroupUndecided(String group) implements FaultReason {
    @Override
    public String text() {
      return "sync group " + group + " waits for its tracks";
    }

    @Override
    public boolean isWait() {
      return true;
    }
  }
}
