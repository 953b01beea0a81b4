package org.holdfast.agent.dumps;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.holdfast.agent.notify.Transition;
import org.holdfast.agent.status.SyncGroupStatus;
import org.holdfast.vrrp.ScriptConfig;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.TrackKind;

/**
 * The text that keepalived writes on SIGUSR1: the instances, sync groups and tracked objects, line
 * by line in keepalived's order. Differs: passwords are hidden; keepalived's internals (its
 * sockets, its scheduler, its copies of the interfaces) have no counterpart and are left out.
 */
public final class KeepalivedData {

  private final DumpFacts facts;
  private final ZoneId zone;
  private final DumpText text = new DumpText();

  private KeepalivedData(DumpFacts facts, ZoneId zone) {
    this.facts = facts;
    this.zone = zone;
  }

  /**
   * Returns the text.
   *
   * @param zone the time zone of the readable times
   */
  public static String of(DumpFacts facts, ZoneId zone) {
    return new KeepalivedData(facts, zone).whole();
  }

  private String whole() {
    var config = facts.config();
    text.globals(config);
    var pairs = facts.pairs();
    if (!pairs.isEmpty()) {
      text.title("VRRP Topology");
      pairs.forEach(pair -> new KeepalivedInstance(text, facts, pair, zone).add());
    }
    if (!config.vrrp().syncGroups().isEmpty()) {
      text.title("VRRP Sync groups");
      config.vrrp().syncGroups().forEach(this::group);
    }
    if (!config.vrrp().scripts().isEmpty()) {
      text.title("VRRP Scripts");
      config.vrrp().scripts().forEach(this::script);
    }
    trackFiles();
    trackProcesses();
    sessions();
    return text.toString();
  }

  private void group(SyncGroupConfig group) {
    var status = SyncGroupStatus.of(group, facts.instances());
    text.line(" VRRP Sync Group = " + group.name() + ", " + status.state());
    text.list("VRRP member instances :", group.instances());
    boolean mailed = facts.config().isMailed(Transition.Kind.GROUP, group.name());
    text.line("   Using smtp notification = " + DumpText.yes(mailed));
  }

  private void script(ScriptConfig config) {
    text.line(" VRRP Script = " + config.name());
    text.line("   Command = " + DumpWords.command(config.command()));
    text.line("   Interval = " + whole(config.interval().toMillis()) + " sec");
    text.line("   Timeout = " + whole(config.timeout().toMillis()) + " sec");
    text.line("   Weight = " + config.weight() + (config.reverse() ? " reverse" : ""));
    text.line("   Rise = " + config.rise());
    text.line("   Fall = " + config.fall());
    text.line("   Insecure = no");
    text.line("   Init state = " + (config.initFail() ? "failed" : "unknown"));
    for (var status : facts.scripts()) {
      if (status.name().equals(config.name())) {
        text.line("   Status = " + word(status.state()));
      }
    }
    text.list("Tracking instances :", facts.trackers(TrackKind.SCRIPT, config.name()));
    boolean running =
        facts.scripts().stream()
            .anyMatch(status -> status.name().equals(config.name()) && status.running());
    text.line("   State = " + (running ? "running" : "idle"));
  }

  /** Returns keepalived's word for the result of a script. */
  private static String word(String state) {
    return switch (state) {
      case "up" -> "GOOD";
      case "down" -> "BAD";
      default -> "INIT";
    };
  }

  private void trackFiles() {
    var files = facts.config().trackFiles();
    if (!files.isEmpty()) {
      text.title("VRRP Track files");
      for (var file : files) {
        text.line(" Track file = " + file.name());
        text.line("   File = " + file.path());
        var value = facts.verdict(TrackKind.FILE, file.name());
        if (value != null) {
          text.line("   Status = " + value);
        }
        text.list("Tracking instances :", facts.trackers(TrackKind.FILE, file.name()));
      }
    }
  }

  private void trackProcesses() {
    var processes = facts.config().trackProcesses();
    if (!processes.isEmpty()) {
      text.title("VRRP Track processes");
      for (var process : processes) {
        text.line(" VRRP Track process = " + process.name());
        text.line("   Process = " + process.program());
        text.list("Parameters :", process.arguments());
        text.line("   Min processes = " + process.least());
        if (process.most() != Integer.MAX_VALUE) {
          text.line("   Max processes = " + process.most());
        }
        var verdict = facts.verdict(TrackKind.PROCESS, process.name());
        if (verdict != null) {
          text.line("   Have quorum = " + verdict.equals("ok"));
        }
        text.line(
            "   Terminate delay = " + decimal(process.terminateDelay().toNanos() / 1e9) + "s");
        text.line("   Fork delay = " + decimal(process.forkDelay().toNanos() / 1e9) + "s");
        text.line("   Full command = " + process.fullCommand());
        text.list("Tracking instances :", facts.trackers(TrackKind.PROCESS, process.name()));
      }
    }
  }

  private void sessions() {
    if (!facts.sessions().isEmpty()) {
      text.title("VRRP Track BFDs");
      for (var session : facts.sessions()) {
        text.line(" VRRP Track BFD = " + session.name());
        text.line("   Bfd is " + (session.state().equals("Up") ? "up" : "down"));
        text.list("Tracking VRRP instances :", facts.trackers(TrackKind.BFD, session.name()));
      }
    }
  }

  /** Returns {@code 1795975646.401952 (Sun Nov 29 18:07:26.401952 2026)}. */
  static String time(Instant instant, ZoneId zone) {
    var readable =
        DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss.SSSSSS yyyy", Locale.ROOT)
            .format(instant.atZone(zone));
    return "%d.%06d (%s)".formatted(instant.getEpochSecond(), instant.getNano() / 1000, readable);
  }

  private static String decimal(double seconds) {
    return String.format(Locale.ROOT, "%.6f", seconds);
  }

  /** Returns milliseconds as seconds, without decimals if there are none. */
  private static String whole(long millis) {
    return millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0);
  }
}
