package org.holdfast.agent.metrics;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The table of metrics, from which scrapes and the reference page are built. The names are a
 * contract with operators. No metric has the labels {@code instance} or {@code job}, which
 * Prometheus reserves.
 */
enum Metric {
  BUILD_INFO(
      Type.GAUGE,
      "The value is always 1; the label names the version of the agent that runs.",
      "version"),
  UPTIME_SECONDS(Type.GAUGE, "This many seconds have passed since the agent started."),
  STALL_SECONDS(
      Type.HISTOGRAM,
      "A thread that sleeps for 50 ms woke this much too late, because of garbage "
          + "collection, stolen CPU time or load."),
  RESIDENT_MEMORY_BYTES(Type.GAUGE, "The process of the agent occupies this much RAM (VmRSS)."),

  CONFIG_RELOADS_TOTAL(
      Type.COUNTER,
      "The configuration was reloaded this often; the label says whether the reload "
          + "was applied or refused.",
      "result"),
  CONFIG_LAST_RELOAD_APPLIED(
      Type.GAUGE,
      "The value is 1 while the agent runs what the last reload read, and 0 after a "
          + "refused reload."),

  ORDER(
      Type.GAUGE,
      "The value is 1 while an operator's order holds; the labels say whether it is a step-down, "
          + "a drain or a weight, and of which instance or server.",
      "kind",
      "target"),

  INSTANCE_STATE(
      Type.GAUGE,
      "The value is 1 for the state that the instance is in and 0 for the others: "
          + "init, backup, master, fault, stop.",
      "vrrp_instance",
      "interface",
      "vrid",
      "family",
      "state"),
  INSTANCE_STATE_SECONDS(
      Type.GAUGE, "The instance entered its state this many seconds ago.", "vrrp_instance"),
  INSTANCE_HANDING_OVER(
      Type.GAUGE,
      "The value is 1 while the instance has resigned and still serves.",
      "vrrp_instance"),
  INSTANCE_PRIORITY(Type.GAUGE, "The instance advertises this priority.", "vrrp_instance"),
  INSTANCE_BASE_PRIORITY(
      Type.GAUGE, "The configuration gives the instance this priority.", "vrrp_instance"),
  INSTANCE_ADVERTISEMENT_INTERVAL_SECONDS(
      Type.GAUGE, "The instance sends its adverts this many seconds apart.", "vrrp_instance"),
  INSTANCE_FAULTS(
      Type.GAUGE, "This many reasons keep the instance in state fault.", "vrrp_instance"),
  INSTANCE_TRANSITIONS_TOTAL(
      Type.COUNTER,
      "The instance changed its state this often, by kind of reason.",
      "vrrp_instance",
      "reason"),
  INSTANCE_BECAME_MASTER_TOTAL(
      Type.COUNTER, "The instance became master this often.", "vrrp_instance"),
  INSTANCE_LEFT_MASTER_TOTAL(
      Type.COUNTER, "The instance ceased to be master this often.", "vrrp_instance"),
  INSTANCE_ADVERTS_SENT_TOTAL(
      Type.COUNTER, "The instance sent this many adverts.", "vrrp_instance"),
  INSTANCE_ADVERT_SEND_FAILURES_TOTAL(
      Type.COUNTER, "The kernel refused to send this many adverts.", "vrrp_instance"),
  INSTANCE_ADVERTS_RECEIVED_TOTAL(
      Type.COUNTER, "The instance received and accepted this many adverts.", "vrrp_instance"),
  INSTANCE_ADVERTS_REJECTED_TOTAL(
      Type.COUNTER,
      "The instance rejected this many received packets; the label says what was "
          + "wrong with them.",
      "vrrp_instance",
      "defect"),
  INSTANCE_RESIGNATIONS_SENT_TOTAL(
      Type.COUNTER, "The instance sent this many adverts of priority 0.", "vrrp_instance"),
  INSTANCE_RESIGNATIONS_RECEIVED_TOTAL(
      Type.COUNTER, "The instance received this many adverts of priority 0.", "vrrp_instance"),
  INSTANCE_DIFFERENT_ADDRESSES_TOTAL(
      Type.COUNTER,
      "This many accepted adverts listed other addresses than ours.",
      "vrrp_instance"),
  INSTANCE_PEER_DISAGREEMENTS(
      Type.GAUGE,
      "This many disagreements with other routers or hosts exist now, by kind.",
      "vrrp_instance",
      "kind"),
  INSTANCE_PEER_DISAGREEMENTS_BEGUN_TOTAL(
      Type.COUNTER,
      "This many disagreements with other routers or hosts have begun since the agent"
          + " started, by kind.",
      "vrrp_instance",
      "kind"),
  INSTANCE_ADVERT_LATENESS_SECONDS(
      Type.HISTOGRAM, "An advert left this much later than it was due.", "vrrp_instance"),
  INSTANCE_TAKEOVER_SECONDS(
      Type.GAUGE,
      "The last takeover took this long: detected counts from the old master's last "
          + "sign until the takeover was due; the others count from then until promoted "
          + "(first advert out), ready (IPVS verified), addresses_up and announced.",
      "vrrp_instance",
      "span"),
  INSTANCE_ADDRESSES_MISSING(
      Type.GAUGE,
      "The kernel lacks this many addresses that the instance should hold. One that is not"
          + " tracked and that another program has removed does not count.",
      "vrrp_instance"),
  INSTANCE_ADDRESSES_UNWANTED(
      Type.GAUGE,
      "The kernel has this many addresses that the instance should not hold.",
      "vrrp_instance"),
  INSTANCE_ADDRESSES_RESTORED_TOTAL(
      Type.COUNTER,
      "The agent put this many addresses back after another program had removed them.",
      "vrrp_instance"),
  INSTANCE_OBJECTS_MISSING(
      Type.GAUGE,
      "The kernel lacks this many routes or rules that the instance should hold. One that is"
          + " not tracked and that another program has removed does not count.",
      "vrrp_instance",
      "kind"),
  INSTANCE_OBJECTS_UNWANTED(
      Type.GAUGE,
      "The kernel has this many routes or rules that the instance should not hold.",
      "vrrp_instance",
      "kind"),
  INSTANCE_OBJECTS_RESTORED_TOTAL(
      Type.COUNTER,
      "The agent put this many routes or rules back that it had found missing.",
      "vrrp_instance",
      "kind"),
  INSTANCE_ANNOUNCEMENTS_TOTAL(
      Type.COUNTER,
      "The instance sent this many gratuitous ARP packets and neighbour " + "advertisements.",
      "vrrp_instance"),
  INSTANCE_PEER_PRIORITY(
      Type.GAUGE,
      "The router that was heard last advertises this priority.",
      "vrrp_instance",
      "peer"),
  INSTANCE_PEER_HEARD_SECONDS(
      Type.GAUGE,
      "The router that was heard last sent its latest advert this many seconds ago.",
      "vrrp_instance",
      "peer"),
  INSTANCE_TRACK_SHARE(
      Type.GAUGE,
      "The track adds this much to the priority of the instance.",
      "vrrp_instance",
      "kind",
      "track"),
  INSTANCE_TRACK_FAULT(
      Type.GAUGE,
      "The value is 1 while the track keeps the instance in state fault.",
      "vrrp_instance",
      "kind",
      "track"),

  STATIC_OBJECTS(
      Type.GAUGE, "The configuration has this many static addresses, routes or rules.", "kind"),
  STATIC_OBJECTS_MISSING(
      Type.GAUGE,
      "The kernel lacks this many of the static addresses, routes or rules. One that is not"
          + " tracked and that another program has removed does not count.",
      "kind"),
  STATIC_OBJECTS_REFUSED(
      Type.GAUGE,
      "The kernel refuses this many of the static addresses, routes or rules; the status has the"
          + " reason for each.",
      "kind"),
  STATIC_OBJECTS_RESTORED_TOTAL(
      Type.COUNTER,
      "The agent put this many static addresses, routes or rules back that it had found missing.",
      "kind"),

  SERVICE_QUORUM(
      Type.GAUGE, "The value is 1 while enough servers of the service are up.", "service"),
  SERVICE_WEIGHT(Type.GAUGE, "The weights of the servers that are up add up to this.", "service"),
  SERVICE_TIER(
      Type.GAUGE, "This tier serves, counted from 0; the value is -1 while none does.", "service"),
  SERVICE_SORRY_SERVING(Type.GAUGE, "The value is 1 while the sorry server serves.", "service"),
  SERVICE_SERVERS(Type.GAUGE, "The configuration gives the service this many servers.", "service"),
  SERVICE_SERVERS_UP(Type.GAUGE, "This many servers of the service are up.", "service"),
  SERVICE_CONNECTIONS_TOTAL(
      Type.COUNTER, "The kernel scheduled this many connections of the service.", "service"),
  SERVICE_IN_PACKETS_TOTAL(
      Type.COUNTER, "Clients sent this many packets to the service.", "service"),
  SERVICE_OUT_PACKETS_TOTAL(
      Type.COUNTER,
      "The service sent this many packets to clients, as far as they pass this " + "director.",
      "service"),
  SERVICE_IN_BYTES_TOTAL(Type.COUNTER, "Clients sent this many bytes to the service.", "service"),
  SERVICE_OUT_BYTES_TOTAL(
      Type.COUNTER,
      "The service sent this many bytes to clients, as far as they pass this " + "director.",
      "service"),
  SERVICE_REPAIRS_TOTAL(
      Type.COUNTER,
      "The agent undid another program's change of the service this often.",
      "service"),
  SERVICE_REFUSED(
      Type.GAUGE,
      "The value is 1 while the kernel refuses the service or one of its servers.",
      "service"),
  SERVICE_CHECK_LATENCY_SECONDS(
      Type.HISTOGRAM, "A run of a check of the service's servers took this long.", "service"),
  SERVICE_CHECK_RUNS_TOTAL(
      Type.COUNTER,
      "The checks of the service's servers ran this often; the label says whether a "
          + "run passed, failed or was not_run.",
      "service",
      "result"),
  SERVICE_CHECK_FAILURES_TOTAL(
      Type.COUNTER,
      "The checks of the service's servers failed this often; the label says what was" + " wrong.",
      "service",
      "reason"),

  SERVER_UP(
      Type.GAUGE,
      "The value is 1 while the checks of the server pass and nothing else keeps it " + "out.",
      "service",
      "server"),
  SERVER_WEIGHT(Type.GAUGE, "The server should have this weight.", "service", "server"),
  SERVER_KERNEL_WEIGHT(
      Type.GAUGE,
      "The kernel has this weight for the server; the series is absent while the "
          + "server is not in the table.",
      "service",
      "server"),
  SERVER_IN_TABLE(
      Type.GAUGE, "The value is 1 while the server belongs in the table.", "service", "server"),
  SERVER_AS_WANTED(
      Type.GAUGE,
      "The value is 1 while the kernel has the server as the agent wants it.",
      "service",
      "server"),
  SERVER_ACTIVE_CONNECTIONS(
      Type.GAUGE, "The server has this many established connections.", "service", "server"),
  SERVER_INACTIVE_CONNECTIONS(
      Type.GAUGE, "The server has this many connections in other states.", "service", "server"),
  SERVER_CONNECTION_LIMIT(
      Type.GAUGE,
      "The server may have this many connections (upper threshold); the series is "
          + "absent while there is no limit.",
      "service",
      "server"),
  SERVER_CONNECTIONS_TOTAL(
      Type.COUNTER,
      "The kernel scheduled this many connections to the server.",
      "service",
      "server"),
  SERVER_IN_BYTES_TOTAL(
      Type.COUNTER, "Clients sent this many bytes to the server.", "service", "server"),
  SERVER_OUT_BYTES_TOTAL(
      Type.COUNTER,
      "The server sent this many bytes to clients, as far as they pass this director.",
      "service",
      "server"),
  SERVER_CHECK_LATENCY_SECONDS(
      Type.GAUGE,
      "The last run of the server's slowest check took this long.",
      "service",
      "server"),

  IPVS_FOREIGN_SERVICES(
      Type.GAUGE, "The kernel's IPVS table has this many services that are not the agent's."),
  IPVS_REPAIRS_TOTAL(
      Type.COUNTER, "The agent undid another program's change of the IPVS table this often."),
  IPVS_REFUSALS_TOTAL(
      Type.COUNTER, "The kernel refused this many commands of the agent about the IPVS table."),
  IPVS_FAILING(
      Type.GAUGE,
      "The value is 1 while the IPVS table cannot be read, a sync daemon cannot be started, or"
          + " packets cannot be given the firewall marks of services."),

  CHECK_UP(Type.GAUGE, "The value is 1 while a check that instances track passes.", "check"),
  CHECK_LATENCY_SECONDS(Type.GAUGE, "The last run of the check took this long.", "check"),
  SCRIPT_UP(Type.GAUGE, "The value is 1 while the script succeeds.", "script"),
  SCRIPT_RUNS_TOTAL(Type.COUNTER, "The script ran this often.", "script"),
  SCRIPT_FAILURES_TOTAL(
      Type.COUNTER, "The script failed this often, time-outs included.", "script"),
  SCRIPT_TIMEOUTS_TOTAL(Type.COUNTER, "The script took too long this often.", "script"),
  BFD_UP(Type.GAUGE, "The value is 1 while the BFD session is up.", "session", "neighbour"),
  BFD_TIMES_DOWN_TOTAL(Type.COUNTER, "The BFD session ceased to be up this often.", "session"),
  BFD_PACKETS_SENT_TOTAL(
      Type.COUNTER, "The BFD session sent this many control packets.", "session"),
  BFD_PACKETS_RECEIVED_TOTAL(
      Type.COUNTER, "The BFD session received and accepted this many control packets.", "session"),
  BFD_PACKETS_REJECTED_TOTAL(
      Type.COUNTER,
      "The BFD session rejected this many control packets; the label says what was "
          + "wrong with them.",
      "session",
      "defect");

  /** Prometheus's types of metrics. */
  enum Type {
    GAUGE,
    COUNTER,
    HISTOGRAM
  }

  private final Type type;
  private final String help;
  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // List.of makes it immutable
  private final List<String> labels;

  /** The indexes of the labels in the order of their names, in which lines have them. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Integer> alphabetical;

  Metric(Type type, String help, String... labels) {
    this.type = type;
    this.help = help;
    title = "holdfast_" + name().toLowerCase(Locale.ROOT);
    this.labels = List.of(labels);
    alphabetical =
        IntStream.range(0, labels.length)
            .boxed()
            .sorted(Comparator.comparing(this.labels::get))
            .toList();
  }

  /** Returns the name in a scrape: {@code holdfast_instance_state}. */
  String title() {
    return title;
  }

  Type type() {
    return type;
  }

  /** Returns a sentence that describes the metric without any context. */
  String help() {
    return help;
  }

  /** Returns the names of the labels. */
  List<String> labels() {
    return labels;
  }

  /** Returns labels for this metric and for every other metric with the same label names. */
  Labels with(String... values) {
    var text = new StringBuilder();
    appendLabels(text, values);
    return new Labels(text.toString());
  }

  /** Appends what {@link #with} returns. */
  void appendLabels(StringBuilder text, String... values) {
    if (values.length != labels.size()) {
      throw new IllegalArgumentException(
          values.length + " labels of " + this + " (expected: " + labels + ")");
    }
    char before = '{';
    for (int index : alphabetical) {
      text.append(before).append(labels.get(index)).append("=\"");
      Lines.appendEscaped(text, values[index]);
      text.append('"');
      before = ',';
    }
    if (before == ',') {
      text.append('}');
    }
  }
}
