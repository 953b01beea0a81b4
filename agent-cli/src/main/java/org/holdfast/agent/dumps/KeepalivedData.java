package org.holdfast.agent.dumps;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.holdfast.agent.dumps.DumpFacts.Pair;
import org.holdfast.agent.notify.Transition;
import org.holdfast.agent.status.SyncGroupStatus;
import org.holdfast.net.Family;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.NotifyCommand;
import org.holdfast.vrrp.ScriptConfig;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.io.InstanceStatus;
import org.jspecify.annotations.Nullable;

/**
 * The text that keepalived writes on SIGUSR1: the instances, sync groups and tracked objects, line
 * by line in keepalived's order. Differs: passwords are hidden; keepalived's internals (its
 * sockets, its scheduler, its copies of the interfaces) have no counterpart and are left out.
 */
public final class KeepalivedData {

  private final DumpFacts facts;
  private final ZoneId zone;
  private final StringBuilder text = new StringBuilder();

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
    title("Global definitions");
    var namespace = config.process().netNamespace();
    line(" Network namespace = " + (namespace == null ? "(default)" : namespace));
    line(" Router ID = " + config.routerId());
    var pairs = facts.pairs();
    if (!pairs.isEmpty()) {
      title("VRRP Topology");
      pairs.forEach(this::instance);
    }
    if (!config.vrrp().syncGroups().isEmpty()) {
      title("VRRP Sync groups");
      config.vrrp().syncGroups().forEach(this::group);
    }
    if (!config.vrrp().scripts().isEmpty()) {
      title("VRRP Scripts");
      config.vrrp().scripts().forEach(this::script);
    }
    trackFiles();
    trackProcesses();
    sessions();
    return text.toString();
  }

  private void instance(Pair pair) {
    var config = pair.config();
    var status = pair.status();
    line(" VRRP Instance = " + config.name());
    line("   VRRP Version = " + config.election().version().number());
    for (var group : facts.config().vrrp().syncGroups()) {
      if (group.instances().contains(config.name())) {
        line("   Sync group = " + group.name());
      }
    }
    if (config.family() == Family.IPV6) {
      line("   Using Native IPv6");
    }
    line("   State = " + status.state());
    boolean unicast = config.transport() instanceof Transport.Unicast;
    line("   Flags:" + (unicast ? "" : " none"));
    if (unicast) {
      line("     Using unicast");
    }
    line("   Wantstate = " + status.state());
    line("   Number of config faults = 0");
    line("   Number of interface and track script faults = " + status.faults().size());
    long undecided =
        status.tracks().stream().filter(track -> track.verdict().equals("undecided")).count();
    line("   Number of track scripts init = " + undecided);
    line("   Last transition = " + time(facts.before(status.forSeconds())));
    line("   Read timeout = " + timeout(status));
    long down = (long) (DumpWords.masterDownSeconds(config, status) * 1e6);
    line("   Master down timer = " + down + " usecs");
    transport(config, status);
    announcements(config);
    election(config, status);
    authentication(config);
    holdings(config, status);
    tracks(config);
    commands(config);
  }

  private void transport(InstanceConfig config, InstanceStatus status) {
    var links = config.holdings().links();
    line(
        "   Interface = "
            + DumpWords.link(config)
            + (links.isEmpty() ? "" : ", vmac on " + links.getFirst().base()));
    if (!config.tracks().ownInterface()) {
      line("   VRRP interface tracking disabled");
    }
    var transport = config.transport();
    line(
        "   Using src_ip = "
            + (status.source() == null ? "(none)" : status.source())
            + (transport.source() == null ? "" : " (from configuration)"));
    if (transport instanceof Transport.Multicast multicast) {
      line("   Multicast address " + multicast.group());
    }
  }

  private void announcements(InstanceConfig config) {
    var timing = config.announcements();
    line("   Gratuitous ARP delay = " + timing.delay().toSeconds());
    line("   Gratuitous ARP repeat = " + timing.repeat());
    line("   Gratuitous ARP refresh = " + timing.refresh().toSeconds());
    line("   Gratuitous ARP refresh repeat = " + timing.refreshRepeat());
    line("   Gratuitous ARP lower priority delay = " + timing.lowerPriorityDelay().toSeconds());
    line("   Gratuitous ARP lower priority repeat = " + timing.lowerPriorityRepeat());
  }

  private void election(InstanceConfig config, InstanceStatus status) {
    var terms = config.election();
    line("   Down timer adverts = " + terms.downTimerAdverts());
    line(
        "   Send advert after receive lower priority advert = "
            + terms.adverts().answerLowerPriority());
    line(
        "   Send advert after receive higher priority advert = "
            + terms.adverts().advertBeforeYielding());
    line("   Virtual Router ID = " + config.virtualRouterId());
    line("   Priority = " + status.priority().base());
    line("   Effective priority = " + status.priority().effective());
    line("   Total priority = " + status.priority().effective());
    var interval = terms.advertisementInterval();
    line(
        "   Advert interval = "
            + (terms.version() == VrrpVersion.V2
                ? interval.toSeconds() + " sec"
                : interval.toMillis() + " milli-sec"));
    line("   Accept = " + enabled(config.holdings().accepting()));
    line("   Preempt = " + enabled(terms.preempt()));
    if (!terms.preemptDelay().isZero()) {
      line("   Preempt delay = " + terms.preemptDelay().toSeconds() + " secs");
    }
    line("   Promote_secondaries = disabled");
  }

  private void authentication(InstanceConfig config) {
    if (config.election().version() != VrrpVersion.V2) {
      return;
    }
    int type = DumpWords.authentication(config);
    line(
        "   Authentication type = "
            + switch (type) {
              case 1 -> "SIMPLE_PASSWORD";
              case 2 -> "IPSEC_AH";
              default -> "none";
            });
    if (type != 0) {
      line("   Password = " + DumpWords.HIDDEN);
    }
  }

  private void holdings(InstanceConfig config, InstanceStatus status) {
    var holdings = config.holdings();
    var advertised = DumpWords.addresses(holdings.advertised(), config, status);
    if (!advertised.isEmpty()) {
      list("Virtual IP (" + advertised.size() + "):", advertised);
    }
    list("Virtual IP Excluded :", DumpWords.addresses(holdings.excluded(), config, status));
    if (config.transport() instanceof Transport.Unicast unicast) {
      line("   Unicast TTL = " + unicast.ttl());
      line("   Check unicast src : " + (unicast.checkSource() ? "yes" : "no"));
      list(
          "Unicast Peer :",
          unicast.peers().stream()
              .map(peer ->
                  peer.address() + " min_ttl " + peer.minTtl() + " max_ttl " + peer.maxTtl())
              .toList());
      line("   Unicast checksum compatibility = no");
    }
    list("Virtual Routes :", DumpWords.objects(status, VirtualRoute.KIND));
    list("Virtual Rules :", DumpWords.objects(status, VirtualRule.KIND));
  }

  private void tracks(InstanceConfig config) {
    var tracks = config.tracks();
    list(
        "Tracked interfaces :",
        tracks.interfaces().stream()
            .map(track -> weighted(track.interfaceName(), " ", track.weight(), track.reverse()))
            .toList());
    watched(config, TrackKind.SCRIPT, "Tracked scripts :", " ");
    watched(config, TrackKind.FILE, "Tracked files :", ", ");
    watched(config, TrackKind.PROCESS, "Tracked processes :", ", ");
    watched(config, TrackKind.BFD, "Tracked BFDs :", " ");
  }

  private void watched(InstanceConfig config, TrackKind kind, String heading, String between) {
    list(
        heading,
        config.tracks().watched().stream()
            .filter(track -> track.kind() == kind)
            .map(track -> weighted(track.name(), between, track.weight(), track.reverse()))
            .toList());
  }

  private static String weighted(String name, String between, int weight, boolean reverse) {
    return name + between + "weight " + weight + (reverse ? " reverse" : "");
  }

  private void commands(InstanceConfig config) {
    var commands = config.notifications();
    boolean mailed = facts.config().isMailed(Transition.Kind.INSTANCE, config.name());
    line("   Using smtp notification = " + (mailed ? "yes" : "no"));
    line("   Notify deleted = " + (commands.deleted() == null ? "Fault" : "Deleted"));
    command("Backup", commands.backup());
    command("Master", commands.master());
    command("Fault", commands.fault());
    command("Stop", commands.stop());
    command("Deleted", commands.deleted());
    command("Master rx lower pri", commands.lowerPriority());
    command("Generic", commands.any());
    line("   Notify priority changes = " + facts.config().reportsPriorityChanges(config.name()));
  }

  private void command(String transition, @Nullable NotifyCommand command) {
    if (command != null) {
      line(
          "   "
              + transition
              + " state transition script = "
              + DumpWords.command(command.words())
              + (command.user() == null ? "" : ", user " + command.user()));
    }
  }

  private void group(SyncGroupConfig group) {
    var status = SyncGroupStatus.of(group, facts.instances());
    line(" VRRP Sync Group = " + group.name() + ", " + status.state());
    list("VRRP member instances :", group.instances());
    boolean mailed = facts.config().isMailed(Transition.Kind.GROUP, group.name());
    line("   Using smtp notification = " + (mailed ? "yes" : "no"));
  }

  private void script(ScriptConfig config) {
    line(" VRRP Script = " + config.name());
    line("   Command = " + DumpWords.command(config.command()));
    line("   Interval = " + whole(config.interval().toMillis()) + " sec");
    line("   Timeout = " + whole(config.timeout().toMillis()) + " sec");
    line("   Weight = " + config.weight() + (config.reverse() ? " reverse" : ""));
    line("   Rise = " + config.rise());
    line("   Fall = " + config.fall());
    line("   Insecure = no");
    line("   Init state = " + (config.initFail() ? "failed" : "unknown"));
    for (var status : facts.scripts()) {
      if (status.name().equals(config.name())) {
        line("   Status = " + word(status.state()));
      }
    }
    list("Tracking instances :", facts.trackers(TrackKind.SCRIPT, config.name()));
    boolean running =
        facts.scripts().stream()
            .anyMatch(status -> status.name().equals(config.name()) && status.running());
    line("   State = " + (running ? "running" : "idle"));
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
      title("VRRP Track files");
      for (var file : files) {
        line(" Track file = " + file.name());
        line("   File = " + file.path());
        var value = facts.verdict(TrackKind.FILE, file.name());
        if (value != null) {
          line("   Status = " + value);
        }
        list("Tracking instances :", facts.trackers(TrackKind.FILE, file.name()));
      }
    }
  }

  private void trackProcesses() {
    var processes = facts.config().trackProcesses();
    if (!processes.isEmpty()) {
      title("VRRP Track processes");
      for (var process : processes) {
        line(" VRRP Track process = " + process.name());
        line("   Process = " + process.program());
        list("Parameters :", process.arguments());
        line("   Min processes = " + process.least());
        if (process.most() != Integer.MAX_VALUE) {
          line("   Max processes = " + process.most());
        }
        var verdict = facts.verdict(TrackKind.PROCESS, process.name());
        if (verdict != null) {
          line("   Have quorum = " + verdict.equals("ok"));
        }
        line("   Terminate delay = " + decimal(process.terminateDelay().toNanos() / 1e9) + "s");
        line("   Fork delay = " + decimal(process.forkDelay().toNanos() / 1e9) + "s");
        line("   Full command = " + process.fullCommand());
        list("Tracking instances :", facts.trackers(TrackKind.PROCESS, process.name()));
      }
    }
  }

  private void sessions() {
    if (!facts.sessions().isEmpty()) {
      title("VRRP Track BFDs");
      for (var session : facts.sessions()) {
        line(" VRRP Track BFD = " + session.name());
        line("   Bfd is " + (session.state().equals("Up") ? "up" : "down"));
        list("Tracking VRRP instances :", facts.trackers(TrackKind.BFD, session.name()));
      }
    }
  }

  private String timeout(InstanceStatus status) {
    var timers = status.timers();
    var left =
        timers.nextAdvertInSeconds() != null
            ? timers.nextAdvertInSeconds()
            : timers.masterDownInSeconds();
    return left == null ? "DISABLED" : time(facts.before(-left));
  }

  /** Returns {@code 1795975646.401952 (Sun Nov 29 18:07:26.401952 2026)}. */
  private String time(Instant instant) {
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

  private static String enabled(boolean set) {
    return set ? "enabled" : "disabled";
  }

  private void title(String title) {
    line("------< " + title + " >------");
  }

  private void list(String heading, List<String> items) {
    if (!items.isEmpty()) {
      line("   " + heading);
      items.forEach(item -> line("     " + item));
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
