package org.holdfast.agent.orders;

import java.time.Instant;

/** An action that an operator orders for an instance or a server. */
public sealed interface OrderAction {

  /** Returns the target; only the latest order for a target holds. */
  String target();

  /** Returns the kind: the name of the command. */
  String kind();

  /** Returns the result as a participle: {@code stepped down}. */
  String participle();

  /** Lets another router be master. */
  record StepDown(String instance) implements OrderAction {
    @Override
    public String kind() {
      return "step-down";
    }

    @Override
    public String target() {
      return instance;
    }

    @Override
    public String participle() {
      return "stepped down";
    }
  }

  /** An action for a server of a virtual server. */
  sealed interface OfServer extends OrderAction {
    /** Returns the virtual server's name. */
    String service();

    /** Returns the server's name within the virtual server: {@code 10.0.0.1:80}. */
    String server();

    @Override
    default String target() {
      return service() + "/" + server();
    }
  }

  /**
   * Gives a server no new connections, and removes it once it has no connections left.
   *
   * @param deadline the time at which the server is removed even if connections are left
   */
  record Drain(String service, String server, Instant deadline) implements OfServer {
    @Override
    public String kind() {
      return "drain";
    }

    @Override
    public String participle() {
      return "being drained";
    }
  }

  /**
   * Replaces the configured weight.
   *
   * @param weight 0 or more
   */
  record Weight(String service, String server, int weight) implements OfServer {
    @Override
    public String kind() {
      return "weight";
    }

    @Override
    public String participle() {
      return "set to weight " + weight;
    }
  }
}
