package org.holdfast.agent.dumps;

import java.time.ZoneId;
import org.holdfast.agent.dumps.DumpFacts.Pair;
import org.holdfast.agent.notify.Transition;
import org.holdfast.net.Family;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.io.InstanceStatus;

/** An instance as {@link KeepalivedData} shows it. */
final class KeepalivedInstance {

  private final DumpText text;
  private final DumpFacts facts;
  private final InstanceConfig config;
  private final InstanceStatus status;
  private final ZoneId zone;

  KeepalivedInstance(DumpText text, DumpFacts facts, Pair instance, ZoneId zone) {
    this.text = text;
    this.facts = facts;
    this.config = instance.config();
    this.status = instance.status();
    this.zone = zone;
  }

  /** Adds the lines of the instance. */
  void add() {
    text.line(" VRRP Instance = " + config.name());
    text.line("   VRRP Version = " + config.election().version().number());
    for (var group : facts.config().vrrp().syncGroups()) {
      if (group.instances().contains(config.name())) {
        text.line("   Sync group = " + group.name());
      }
    }
    if (config.family() == Family.IPV6) {
      text.line("   Using Native IPv6");
    }
    text.line("   State = " + status.state());
    boolean unicast = config.transport() instanceof Transport.Unicast;
    text.line("   Flags:" + (unicast ? "" : " none"));
    if (unicast) {
      text.line("     Using unicast");
    }
    text.line("   Wantstate = " + status.state());
    text.line("   Number of config faults = 0");
    text.line("   Number of interface and track script faults = " + status.faults().size());
    long undecided =
        status.tracks().stream().filter(track -> track.verdict().equals("undecided")).count();
    text.line("   Number of track scripts init = " + undecided);
    text.line(
        "   Last transition = " + KeepalivedData.time(facts.before(status.forSeconds()), zone));
    text.line("   Read timeout = " + timeout());
    long down = (long) (DumpWords.masterDownSeconds(config, status) * 1e6);
    text.line("   Master down timer = " + down + " usecs");
    transport();
    announcements();
    election();
    authentication();
    holdings();
    tracks();
    commands();
  }

  private void transport() {
    var links = config.holdings().links();
    text.line(
        "   Interface = "
            + DumpWords.link(config)
            + (links.isEmpty() ? "" : ", vmac on " + links.getFirst().base()));
    if (!config.tracks().ownInterface()) {
      text.line("   VRRP interface tracking disabled");
    }
    var transport = config.transport();
    text.line(
        "   Using src_ip = "
            + (status.source() == null ? "(none)" : status.source())
            + (transport.source() == null ? "" : " (from configuration)"));
    if (transport instanceof Transport.Multicast multicast) {
      text.line("   Multicast address " + multicast.group());
    }
  }

  private void announcements() {
    var timing = config.announcements();
    text.line("   Gratuitous ARP delay = " + timing.delay().toSeconds());
    text.line("   Gratuitous ARP repeat = " + timing.repeat());
    text.line("   Gratuitous ARP refresh = " + timing.refresh().toSeconds());
    text.line("   Gratuitous ARP refresh repeat = " + timing.refreshRepeat());
    text.line(
        "   Gratuitous ARP lower priority delay = " + timing.lowerPriorityDelay().toSeconds());
    text.line("   Gratuitous ARP lower priority repeat = " + timing.lowerPriorityRepeat());
  }

  private void election() {
    var terms = config.election();
    text.line("   Down timer adverts = " + terms.downTimerAdverts());
    text.line(
        "   Send advert after receive lower priority advert = "
            + terms.adverts().answerLowerPriority());
    text.line(
        "   Send advert after receive higher priority advert = "
            + terms.adverts().advertBeforeYielding());
    text.line("   Virtual Router ID = " + config.virtualRouterId());
    text.line("   Priority = " + status.priority().base());
    text.line("   Effective priority = " + status.priority().effective());
    text.line("   Total priority = " + status.priority().effective());
    var interval = terms.advertisementInterval();
    text.line(
        "   Advert interval = "
            + (terms.version() == VrrpVersion.V2
                ? interval.toSeconds() + " sec"
                : interval.toMillis() + " milli-sec"));
    text.line("   Accept = " + DumpText.enabled(config.holdings().accepting()));
    text.line("   Preempt = " + DumpText.enabled(terms.preempt()));
    if (!terms.preemptDelay().isZero()) {
      text.line("   Preempt delay = " + terms.preemptDelay().toSeconds() + " secs");
    }
    text.line("   Promote_secondaries = disabled");
  }

  private void authentication() {
    if (config.election().version() != VrrpVersion.V2) {
      return;
    }
    int type = DumpWords.authentication(config);
    text.line(
        "   Authentication type = "
            + switch (type) {
              case 1 -> "SIMPLE_PASSWORD";
              case 2 -> "IPSEC_AH";
              default -> "none";
            });
    if (type != 0) {
      text.line("   Password = " + DumpWords.HIDDEN);
    }
  }

  private void holdings() {
    var holdings = config.holdings();
    var advertised = DumpWords.addresses(holdings.advertised(), config, status);
    if (!advertised.isEmpty()) {
      text.list("Virtual IP (" + advertised.size() + "):", advertised);
    }
    text.list("Virtual IP Excluded :", DumpWords.addresses(holdings.excluded(), config, status));
    if (config.transport() instanceof Transport.Unicast unicast) {
      text.line("   Unicast TTL = " + unicast.ttl());
      text.line("   Check unicast src : " + DumpText.yes(unicast.checkSource()));
      text.list(
          "Unicast Peer :",
          unicast.peers().stream()
              .map(peer ->
                  peer.address() + " min_ttl " + peer.minTtl() + " max_ttl " + peer.maxTtl())
              .toList());
      text.line("   Unicast checksum compatibility = no");
    }
    text.list("Virtual Routes :", DumpWords.objects(status, VirtualRoute.KIND));
    text.list("Virtual Rules :", DumpWords.objects(status, VirtualRule.KIND));
  }

  private void tracks() {
    var tracks = config.tracks();
    text.list(
        "Tracked interfaces :",
        tracks.interfaces().stream()
            .map(track -> weighted(track.interfaceName(), " ", track.weight(), track.reverse()))
            .toList());
    watched(TrackKind.SCRIPT, "Tracked scripts :", " ");
    watched(TrackKind.FILE, "Tracked files :", ", ");
    watched(TrackKind.PROCESS, "Tracked processes :", ", ");
    watched(TrackKind.BFD, "Tracked BFDs :", " ");
  }

  private void watched(TrackKind kind, String heading, String between) {
    text.list(
        heading,
        config.tracks().watched().stream()
            .filter(track -> track.kind() == kind)
            .map(track -> weighted(track.name(), between, track.weight(), track.reverse()))
            .toList());
  }

  private static String weighted(String name, String between, int weight, boolean reverse) {
    return name + between + "weight " + weight + (reverse ? " reverse" : "");
  }

  private void commands() {
    var commands = config.notifications();
    boolean mailed = facts.config().isMailed(Transition.Kind.INSTANCE, config.name());
    text.line("   Using smtp notification = " + DumpText.yes(mailed));
    text.line("   Notify deleted = " + (commands.deleted() == null ? "Fault" : "Deleted"));
    text.command("   Backup state transition script", commands.backup());
    text.command("   Master state transition script", commands.master());
    text.command("   Fault state transition script", commands.fault());
    text.command("   Stop state transition script", commands.stop());
    text.command("   Deleted state transition script", commands.deleted());
    text.command("   Master rx lower pri state transition script", commands.lowerPriority());
    text.command("   Generic state transition script", commands.any());
    text.line(
        "   Notify priority changes = " + facts.config().reportsPriorityChanges(config.name()));
  }

  private String timeout() {
    var timers = status.timers();
    var left =
        timers.nextAdvertInSeconds() != null
            ? timers.nextAdvertInSeconds()
            : timers.masterDownInSeconds();
    return left == null ? "DISABLED" : KeepalivedData.time(facts.before(-left), zone);
  }
}
