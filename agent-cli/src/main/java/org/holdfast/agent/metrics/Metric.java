package org.holdfast.agent.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Locale;

/**
 * The table of metrics: the one source of what a scrape shows and of the reference page. The names
 * are a contract with operators. None is labelled {@code instance} or {@code job}, which are
 * Prometheus's own.
 */
enum Metric {
  BUILD_INFO(Type.GAUGE, "1; what runs", "version"),
  UPTIME_SECONDS(Type.GAUGE, "since the start of the agent"),
  STALL_SECONDS(
      Type.HISTOGRAM, "by which a thread that sleeps 50 ms woke too late: GC, steal, load"),
  RESIDENT_MEMORY_BYTES(Type.GAUGE, "memory of the agent's process that is in RAM (VmRSS)"),

  CONFIG_RELOADS_TOTAL(Type.COUNTER, "reloads of the configuration: applied, refused", "result"),
  CONFIG_LAST_RELOAD_APPLIED(Type.GAUGE, "1 when the agent runs what the last reload found"),

  INSTANCE_STATE(
      Type.GAUGE,
      "1 for the state that it is in, 0 for the others: init, backup, master, fault, stop",
      "vrrp_instance",
      "interface",
      "vrid",
      "family",
      "state"),
  INSTANCE_STATE_SECONDS(Type.GAUGE, "since the last transition", "vrrp_instance"),
  INSTANCE_HANDING_OVER(Type.GAUGE, "1 while it has resigned and still serves", "vrrp_instance"),
  INSTANCE_PRIORITY(Type.GAUGE, "as it is advertised", "vrrp_instance"),
  INSTANCE_BASE_PRIORITY(Type.GAUGE, "as it is configured", "vrrp_instance"),
  INSTANCE_ADVERTISEMENT_INTERVAL_SECONDS(
      Type.GAUGE, "between two of our adverts", "vrrp_instance"),
  INSTANCE_FAULTS(Type.GAUGE, "reasons that keep it in state fault", "vrrp_instance"),
  INSTANCE_TRANSITIONS_TOTAL(Type.COUNTER, "by kind of reason", "vrrp_instance", "reason"),
  INSTANCE_BECAME_MASTER_TOTAL(Type.COUNTER, "transitions to master", "vrrp_instance"),
  INSTANCE_LEFT_MASTER_TOTAL(Type.COUNTER, "transitions from master", "vrrp_instance"),
  INSTANCE_ADVERTS_SENT_TOTAL(Type.COUNTER, "adverts", "vrrp_instance"),
  INSTANCE_ADVERT_SEND_FAILURES_TOTAL(
      Type.COUNTER, "adverts that the kernel would not take", "vrrp_instance"),
  INSTANCE_ADVERTS_RECEIVED_TOTAL(Type.COUNTER, "accepted adverts", "vrrp_instance"),
  INSTANCE_ADVERTS_REJECTED_TOTAL(
      Type.COUNTER,
      "packets that were no good adverts, by what was wrong",
      "vrrp_instance",
      "defect"),
  INSTANCE_RESIGNATIONS_SENT_TOTAL(Type.COUNTER, "adverts of priority 0", "vrrp_instance"),
  INSTANCE_RESIGNATIONS_RECEIVED_TOTAL(Type.COUNTER, "adverts of priority 0", "vrrp_instance"),
  INSTANCE_DIFFERENT_ADDRESSES_TOTAL(
      Type.COUNTER, "accepted adverts whose addresses are not ours", "vrrp_instance"),
  INSTANCE_PEER_DISAGREEMENTS(
      Type.GAUGE,
      "what another router or host and we do not agree about now, by kind",
      "vrrp_instance",
      "kind"),
  INSTANCE_PEER_DISAGREEMENTS_BEGUN_TOTAL(
      Type.COUNTER, "disagreements since the start, by kind", "vrrp_instance", "kind"),
  INSTANCE_ADVERT_LATENESS_SECONDS(
      Type.HISTOGRAM, "of our adverts behind the moment that each was due", "vrrp_instance"),
  INSTANCE_TAKEOVER_SECONDS(
      Type.GAUGE,
      "of the last takeover: detected, from the old master's last sign until it was due; from then"
          + " until promoted (first advert out), ready (IPVS verified), addresses_up, announced",
      "vrrp_instance",
      "span"),
  INSTANCE_ADDRESSES_MISSING(
      Type.GAUGE, "addresses that it should hold and the kernel has not", "vrrp_instance"),
  INSTANCE_ADDRESSES_UNWANTED(
      Type.GAUGE, "addresses that the kernel has and it should not hold", "vrrp_instance"),
  INSTANCE_ADDRESSES_RESTORED_TOTAL(
      Type.COUNTER, "addresses put back after somebody else removed them", "vrrp_instance"),
  INSTANCE_ANNOUNCEMENTS_TOTAL(
      Type.COUNTER, "gratuitous ARP and neighbour advertisements sent", "vrrp_instance"),
  INSTANCE_PEER_PRIORITY(
      Type.GAUGE, "of the other router that was heard last", "vrrp_instance", "peer"),
  INSTANCE_PEER_HEARD_SECONDS(Type.GAUGE, "since it was heard", "vrrp_instance", "peer"),
  INSTANCE_TRACK_SHARE(
      Type.GAUGE, "what a track adds to the priority", "vrrp_instance", "kind", "track"),
  INSTANCE_TRACK_FAULT(
      Type.GAUGE, "1 while a track keeps it in state fault", "vrrp_instance", "kind", "track"),

  SERVICE_QUORUM(Type.GAUGE, "1 while enough servers are up", "service"),
  SERVICE_WEIGHT(Type.GAUGE, "sum of the weights of the servers that are up", "service"),
  SERVICE_TIER(Type.GAUGE, "the tier that serves, from 0; -1 for none", "service"),
  SERVICE_SORRY_SERVING(Type.GAUGE, "1 while the sorry server serves", "service"),
  SERVICE_SERVERS(Type.GAUGE, "configured servers", "service"),
  SERVICE_SERVERS_UP(Type.GAUGE, "servers that are up", "service"),
  SERVICE_CONNECTIONS_TOTAL(Type.COUNTER, "connections that were scheduled", "service"),
  SERVICE_IN_PACKETS_TOTAL(Type.COUNTER, "from clients", "service"),
  SERVICE_OUT_PACKETS_TOTAL(Type.COUNTER, "to clients, as far as they pass here", "service"),
  SERVICE_IN_BYTES_TOTAL(Type.COUNTER, "from clients", "service"),
  SERVICE_OUT_BYTES_TOTAL(Type.COUNTER, "to clients, as far as they pass here", "service"),
  SERVICE_REPAIRS_TOTAL(
      Type.COUNTER, "times that somebody else's change of the table was undone", "service"),
  SERVICE_REFUSED(Type.GAUGE, "1 while the kernel refuses it or one of its servers", "service"),
  SERVICE_CHECK_LATENCY_SECONDS(Type.HISTOGRAM, "of the runs of its servers' checks", "service"),
  SERVICE_CHECK_RUNS_TOTAL(
      Type.COUNTER, "runs of its servers' checks: passed, failed, not_run", "service", "result"),
  SERVICE_CHECK_FAILURES_TOTAL(Type.COUNTER, "failed runs by what was wrong", "service", "reason"),

  SERVER_UP(Type.GAUGE, "1 while its checks pass and nothing keeps it out", "service", "server"),
  SERVER_WEIGHT(Type.GAUGE, "the weight that it should have", "service", "server"),
  SERVER_KERNEL_WEIGHT(
      Type.GAUGE,
      "the weight that the kernel has for it; absent when it is not there",
      "service",
      "server"),
  SERVER_IN_TABLE(Type.GAUGE, "1 when it belongs into the table", "service", "server"),
  SERVER_AS_WANTED(Type.GAUGE, "1 while the kernel has it so", "service", "server"),
  SERVER_ACTIVE_CONNECTIONS(Type.GAUGE, "established connections", "service", "server"),
  SERVER_INACTIVE_CONNECTIONS(Type.GAUGE, "connections in other states", "service", "server"),
  SERVER_CONNECTION_LIMIT(
      Type.GAUGE, "upper threshold; absent when there is none", "service", "server"),
  SERVER_CONNECTIONS_TOTAL(Type.COUNTER, "connections scheduled to it", "service", "server"),
  SERVER_IN_BYTES_TOTAL(Type.COUNTER, "from clients", "service", "server"),
  SERVER_OUT_BYTES_TOTAL(Type.COUNTER, "to clients, as far as they pass here", "service", "server"),
  SERVER_CHECK_LATENCY_SECONDS(
      Type.GAUGE, "of the last run, of the slowest of its checks", "service", "server"),

  IPVS_FOREIGN_SERVICES(Type.GAUGE, "services in the table that are not ours"),
  IPVS_REPAIRS_TOTAL(Type.COUNTER, "times that somebody else's change was undone"),
  IPVS_REFUSALS_TOTAL(Type.COUNTER, "commands that the kernel would not do"),
  IPVS_FAILING(Type.GAUGE, "1 while the table cannot be read or a sync daemon not started"),

  CHECK_UP(Type.GAUGE, "1 while a check that instances track passes", "check"),
  CHECK_LATENCY_SECONDS(Type.GAUGE, "of its last run", "check"),
  SCRIPT_UP(Type.GAUGE, "1 while it succeeds", "script"),
  SCRIPT_RUNS_TOTAL(Type.COUNTER, "runs", "script"),
  SCRIPT_FAILURES_TOTAL(Type.COUNTER, "runs that failed, time-outs too", "script"),
  SCRIPT_TIMEOUTS_TOTAL(Type.COUNTER, "runs that took too long", "script"),
  BFD_UP(Type.GAUGE, "1 while the session is up", "session", "neighbour"),
  BFD_TIMES_DOWN_TOTAL(Type.COUNTER, "times that it ceased to be up", "session"),
  BFD_PACKETS_SENT_TOTAL(Type.COUNTER, "control packets", "session"),
  BFD_PACKETS_RECEIVED_TOTAL(Type.COUNTER, "control packets", "session"),
  BFD_PACKETS_REJECTED_TOTAL(Type.COUNTER, "by what was wrong", "session", "defect");

  /** Prometheus's kinds of metrics. */
  enum Type {
    GAUGE,
    COUNTER,
    HISTOGRAM
  }

  private final Type type;
  private final String help;

  @SuppressWarnings("ImmutableEnumChecker") // List.of makes it immutable
  private final List<String> labels;

  Metric(Type type, String help, String... labels) {
    this.type = type;
    this.help = help;
    this.labels = List.of(labels);
  }

  /** As a scrape shows it: {@code holdfast_instance_state}. */
  String title() {
    return "holdfast_" + name().toLowerCase(Locale.ROOT);
  }

  Type type() {
    return type;
  }

  /** One line. */
  String help() {
    return help;
  }

  /** Their names. */
  List<String> labels() {
    return labels;
  }

  /** Labels of this metric, and of every other that has the same names. */
  Labels with(String... values) {
    return values.length == 0 ? Labels.EMPTY : Labels.of(labels, List.of(values));
  }
}
