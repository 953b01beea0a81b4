package org.holdfast.agent.orders;

import java.time.Instant;
import java.util.function.UnaryOperator;

/** What an operator wants of an instance or a server. */
public sealed interface OrderAction {

  /** What it is about: of two wishes with the same target the later one alone holds. */
  String target();

  /** Its kind as the command line names it. */
  String kind();

  /** What has come of it, as a participle: {@code stepped down}. */
  String participle();

  /** The same, once instances and virtual servers are called otherwise; itself if it is not hit. */
  OrderAction renamed(UnaryOperator<String> instances, UnaryOperator<String> services);

  /** That others be master. */
  record StepDown(String instance) implements OrderAction {
    @Override
    public OrderAction renamed(UnaryOperator<String> instances, UnaryOperator<String> services) {
      return new StepDown(instances.apply(instance));
    }

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

  /** Something about a server of a virtual server. */
  sealed interface OfServer extends OrderAction {
    /** The virtual server's name. */
    String service();

    /** The server's name in it: {@code 10.0.0.1:80}. */
    String server();

    @Override
    default String target() {
      return service() + "/" + server();
    }
  }

  /**
   * No new connections, and removal when there are no old ones left.
   *
   * @param deadline when it is removed whatever is left
   */
  record Drain(String service, String server, Instant deadline) implements OfServer {
    @Override
    public OrderAction renamed(UnaryOperator<String> instances, UnaryOperator<String> services) {
      return new Drain(services.apply(service), server, deadline);
    }

    @Override
    public String kind() {
      return "drain";
    }

    @Override
    public String participle() {
      return "draining";
    }
  }

  /**
   * Another weight than the configured one.
   *
   * @param weight 0 or more
   */
  record Weight(String service, String server, int weight) implements OfServer {
    @Override
    public OrderAction renamed(UnaryOperator<String> instances, UnaryOperator<String> services) {
      return new Weight(services.apply(service), server, weight);
    }

    @Override
    public String kind() {
      return "weight";
    }

    @Override
    public String participle() {
      return "weight " + weight;
    }
  }
}
