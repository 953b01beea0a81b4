package org.holdfast.agent.doctor;

import java.util.List;
import java.util.stream.Stream;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.linux.Capability;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.Authentication.HmacTrailer.AntiReplay;

/** Checks the host around the agent. */
final class HostChecks {

  private static final int OTHERS_READ = 0004;
  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;

  /**
   * The file descriptors that the agent needs besides those of checks: event loops, sockets, log,
   * control socket and its clients.
   */
  private static final long DESCRIPTORS_OF_THE_REST = 256;

  private static final List<String> TIME_KEEPERS =
      List.of("chronyd", "ntpd", "ntpsec", "openntpd", "systemd-timesyn", "ptp4l", "phc2sys");

  private final HostFacts facts;
  private final HostFacts.Host host;
  private final DoctorFindings findings;

  HostChecks(HostFacts facts, DoctorFindings findings) {
    this.facts = facts;
    this.host = facts.host();
    this.findings = findings;
  }

  void check(AgentConfig config) {
    checkCapabilities(config);
    findings.look(DoctorCheck.KEEPALIVED);
    if (host.programs().contains("keepalived")) {
      findings.error(
          DoctorCheck.KEEPALIVED,
          "keepalived runs on this host too",
          "systemctl disable --now keepalived");
    } else if (host.unplacedPrograms().contains("keepalived")) {
      findings.warning(
          DoctorCheck.KEEPALIVED,
          "keepalived runs on this host, in a network namespace that only root can see: this one"
              + " or another",
          "run holdfast doctor as root");
    }
    checkDescriptors(config);
    host.files().forEach(this::checkFile);
    findings.look(DoctorCheck.FILE_PERMISSIONS);
    findings.look(DoctorCheck.SCRIPTS);
    host.refusedScripts().forEach(why -> findings.error(DoctorCheck.SCRIPTS, why, ""));
    checkArchive();
    host.units().ifPresent(this::checkUnits);
    checkClock(config);
  }

  private void checkCapabilities(AgentConfig config) {
    findings.look(DoctorCheck.CAPABILITIES);
    for (var needed : List.of(Capability.CAP_NET_ADMIN, Capability.CAP_NET_RAW)) {
      require(needed, Severity.ERROR, "the agent");
    }
    if (config.vrrp().realTimePriority() > 0) {
      require(Capability.CAP_SYS_NICE, Severity.WARNING, "real-time-priority");
    }
    if (config.vrrp().lockMemory()) {
      require(Capability.CAP_IPC_LOCK, Severity.WARNING, "lock-memory");
    }
  }

  private void require(Capability capability, Severity severity, String whose) {
    if (facts.capabilities().has(capability)) {
      return;
    }
    var what =
        capability + " is missing here, which " + whose + " needs; run this as the agent's user";
    if (severity == Severity.ERROR) {
      findings.error(DoctorCheck.CAPABILITIES, what, "");
    } else {
      findings.warning(DoctorCheck.CAPABILITIES, what, "");
    }
  }

  private void checkDescriptors(AgentConfig config) {
    findings.look(DoctorCheck.OPEN_FILES);
    long needed = DESCRIPTORS_OF_THE_REST + config.trackedChecks().size();
    for (var server : config.virtualServers()) {
      needed +=
          server.realServers().stream().mapToLong(real -> real.health().checks().size()).sum();
    }
    if (host.openFiles() < needed) {
      findings.warning(
          DoctorCheck.OPEN_FILES,
          "%d checks and the rest may need %d descriptors, the limit is %d"
              .formatted(needed - DESCRIPTORS_OF_THE_REST, needed, host.openFiles()),
          "ulimit -n " + needed);
    }
  }

  private void checkFile(HostFacts.FileFacts file) {
    boolean sticky = (file.mode() & STICKY) != 0;
    if ((file.mode() & OTHERS_WRITE) != 0 && !sticky) {
      findings.error(
          DoctorCheck.FILE_PERMISSIONS,
          file.path() + " can be written by everyone",
          "chmod o-w " + file.path());
    }
    if ((file.mode() & OTHERS_READ) != 0 && file.secret()) {
      findings.error(
          DoctorCheck.FILE_PERMISSIONS,
          file.path() + " holds secrets and can be read by everyone",
          "chmod o-r " + file.path());
    }
  }

  private void checkArchive() {
    if (host.archive().isPresent()) {
      findings.look(DoctorCheck.ARCHIVE);
      if (!host.archiveMapped()) {
        findings.warning(
            DoctorCheck.ARCHIVE,
            host.archive().get()
                + " is missing, or made by another Java or for other jars; install the package"
                + " again",
            "");
      }
    }
  }

  private void checkUnits(HostFacts.Units units) {
    findings.look(DoctorCheck.UNIT);
    if (!units.installed()) {
      findings.warning(DoctorCheck.UNIT, "systemd has no holdfast.service", "");
    } else if (!units.enabled()) {
      findings.warning(
          DoctorCheck.UNIT, "holdfast.service does not start at boot", "systemctl enable holdfast");
    }
    if (units.keepalivedEnabled()) {
      findings.error(
          DoctorCheck.UNIT,
          "keepalived.service starts at boot too",
          "systemctl disable --now keepalived");
    }
  }

  private void checkClock(AgentConfig config) {
    boolean timed =
        config.vrrp().instances().stream()
            .anyMatch(instance ->
                instance.protocol().authentication() instanceof Authentication.HmacTrailer hmac
                    && hmac.antiReplay() == AntiReplay.TIME);
    if (timed) {
      findings.look(DoctorCheck.CLOCK);
      if (Stream.concat(host.programs().stream(), host.unplacedPrograms().stream())
          .noneMatch(TIME_KEEPERS::contains)) {
        findings.warning(
            DoctorCheck.CLOCK,
            "no time service runs (%s)".formatted(String.join(", ", TIME_KEEPERS)),
            "");
      }
    }
  }
}
