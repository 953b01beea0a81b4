package org.holdfast.agent.doctor;

import java.time.Duration;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.table.DurationType;

/** Checks the kernel's tables of connections: that of IPVS, and connection tracking. */
final class ConnectionChecks {

  static final Setting IPVS_CONNTRACK = new Setting("net/ipv4/vs/conntrack");
  private static final Setting ENTRIES = new Setting("net/netfilter/nf_conntrack_count");
  private static final Setting MOST_ENTRIES = new Setting("net/netfilter/nf_conntrack_max");
  private static final Setting ROWS = new Setting("net/netfilter/nf_conntrack_buckets");
  private static final Setting ESTABLISHED =
      new Setting("net/netfilter/nf_conntrack_tcp_timeout_established");

  /** The timeout of an open TCP connection in IPVS, if none is configured. */
  private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(15);

  private static final int DAY_SECONDS = 86_400;

  /** Entries in a row of connection tracking; the kernel's own sizes give 1 to 8. */
  private static final int MOST_IN_A_ROW = 8;

  /** The most bits of IPVS's table that every kernel accepts. */
  private static final int MOST_BITS = 20;

  private final HostFacts facts;
  private final DoctorFindings findings;

  ConnectionChecks(HostFacts facts, DoctorFindings findings) {
    this.facts = facts;
    this.findings = findings;
  }

  void check(HostRole subject) {
    checkTracking();
    if (subject.virtualServers().isEmpty()) {
      return;
    }
    checkTable();
    checkTrackingOfIpvs(subject);
  }

  private void checkTable() {
    facts
        .host()
        .connections()
        .ifPresent(table -> {
          findings.look(DoctorCheck.CONNECTION_TABLE);
          if (table.entries() > table.rows()) {
            int bits = bitsFor(2 * table.entries());
            findings.warning(
                DoctorCheck.CONNECTION_TABLE,
                "the IPVS table has %d connections in %d rows"
                    .formatted(table.entries(), table.rows()),
                1L << bits > table.rows()
                    ? "echo options ip_vs conn_tab_bits=%d >/etc/modprobe.d/90-holdfast.conf, and boot again"
                        .formatted(bits)
                    : "");
          }
        });
  }

  private static int bitsFor(long rows) {
    int bits = 64 - Long.numberOfLeadingZeros(Math.max(1, rows - 1));
    return Math.min(MOST_BITS, bits);
  }

  private void checkTracking() {
    var used = facts.settings().of(ENTRIES);
    var most = facts.settings().of(MOST_ENTRIES);
    if (used.isEmpty() || most.isEmpty() || most.getAsInt() <= 0) {
      return;
    }
    findings.look(DoctorCheck.CONNTRACK);
    long percent = 100L * used.getAsInt() / most.getAsInt();
    if (percent >= 80) {
      findings.setting(
          percent >= 95 ? Severity.ERROR : Severity.WARNING,
          DoctorCheck.CONNTRACK,
          "the connection tracking table is %d %% full (%d of %d)"
              .formatted(percent, used.getAsInt(), most.getAsInt()),
          MOST_ENTRIES,
          Math.multiplyExact(2, Math.min(most.getAsInt(), Integer.MAX_VALUE / 2)));
    }
    int rows = facts.settings().of(ROWS).orElse(0);
    if (rows > 0 && used.getAsInt() / rows >= MOST_IN_A_ROW) {
      findings.setting(
          Severity.WARNING,
          DoctorCheck.CONNTRACK,
          "the connection tracking has %d entries in %d rows, so the kernel searches long for each"
                  .formatted(used.getAsInt(), rows)
              + " packet",
          ROWS,
          used.getAsInt());
    }
    checkLongTimeout(percent);
  }

  /** Checks a timeout that is too long for the table's size. */
  private void checkLongTimeout(long percent) {
    findings.look(DoctorCheck.CONNTRACK_TIMEOUT);
    int timeout = facts.settings().of(ESTABLISHED).orElse(0);
    if (percent >= 50 && timeout > DAY_SECONDS) {
      findings.setting(
          Severity.WARNING,
          DoctorCheck.CONNTRACK_TIMEOUT,
          "the tracking table is %d %% full, and keeps a TCP connection for %s after its last packet"
              .formatted(percent, DurationType.words(Duration.ofSeconds(timeout))),
          ESTABLISHED,
          DAY_SECONDS);
    }
  }

  private void checkTrackingOfIpvs(HostRole subject) {
    boolean halves =
        subject.virtualServers().stream()
            .allMatch(server -> server.destinations().allMatch(HostRole::keepsDestination));
    findings.look(DoctorCheck.CONNTRACK);
    if (!facts.settings().is(IPVS_CONNTRACK, 1)) {
      return;
    }
    if (halves) {
      findings.setting(
          Severity.WARNING,
          DoctorCheck.CONNTRACK,
          "IPVS enters every connection into the connection tracking, which sees no answer of"
              + " direct routing or tunnels",
          IPVS_CONNTRACK,
          0);
      return;
    }
    var wanted = subject.config().map(ConnectionChecks::timeout).orElse(USUAL_TIMEOUT);
    var timeout = facts.settings().of(ESTABLISHED);
    if (timeout.isPresent() && timeout.getAsInt() < wanted.toSeconds()) {
      findings.setting(
          Severity.WARNING,
          DoctorCheck.CONNTRACK_TIMEOUT,
          "connection tracking forgets a quiet TCP connection after %s, IPVS only after %s"
              .formatted(
                  DurationType.words(Duration.ofSeconds(timeout.getAsInt())),
                  DurationType.words(wanted)),
          ESTABLISHED,
          Math.toIntExact(wanted.toSeconds()));
    }
  }

  private static Duration timeout(AgentConfig config) {
    var timeout = config.ipvs().timeouts().tcp();
    return timeout.isZero() ? USUAL_TIMEOUT : timeout;
  }
}
