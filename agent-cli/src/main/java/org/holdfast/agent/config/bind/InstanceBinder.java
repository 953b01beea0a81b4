package org.holdfast.agent.config.bind;

import java.time.Duration;
import java.util.function.Predicate;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.AnnouncementKeywords;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.NotifyKeywords;
import org.holdfast.agent.config.words.UnicastKeywords;
import org.holdfast.net.Family;
import org.holdfast.vrrp.AnnouncementTiming;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.ElectionTerms.Handover;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.HookCommands;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.InstanceConfig.Protocol;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;

/** Creates the records of one instance, and checks combinations of its keys. */
final class InstanceBinder {

  private static final Duration STEP = Duration.ofMillis(10);
  private static final int HIGHEST_TTL = 255;
  private static final Duration LONGEST_V3 = Duration.ofMillis(40_950);

  private final Report report;
  private final Host host;
  private final Fields defaults;
  private final GroupTracks groups;
  private final StaticBinder statics;
  private final BfdBinder bfd;
  private final LinkNames names;
  private final Predicate<String> waitsForTable;
  private boolean defaultsWarnedOf;

  /**
   * @param waitsForTable whether the addresses of the instance with that name wait for the IPVS
   *     table
   */
  InstanceBinder(
      Report report,
      Host host,
      Fields defaults,
      GroupTracks groups,
      StaticBinder statics,
      BfdBinder bfd,
      LinkNames names,
      Predicate<String> waitsForTable) {
    this.report = report;
    this.host = host;
    this.defaults = defaults;
    this.groups = groups;
    this.statics = statics;
    this.bfd = bfd;
    this.names = names;
    this.waitsForTable = waitsForTable;
  }

  /** Binds {@code fields}, which must be complete; replaces invalid values by defaults. */
  InstanceConfig bind(String name, Fields fields) {
    fields.or(defaults);
    var transports = new TransportBinder(report, defaults);
    var family = transports.family(fields);
    var version = version(fields, family);
    var transport = transports.bind(fields, family);
    var vmac = new VmacBinder(report, fields, defaults, family, names);
    var tracked = groups.of(name, fields).and(statics.tracksOf(name));
    var authentication = new AuthenticationBinder(report, host).bind(fields, version, family);
    warnOfForgery(name, fields, transport, authentication);
    var hooks = new HooksBinder(report, host).bind(fields.section(NotifyKeywords.HOOKS));
    return new InstanceConfig(
        name,
        new AdvertLink(report).bind(fields, transport),
        fields.number(InstanceKeywords.VIRTUAL_ROUTER_ID),
        family,
        new Protocol(version, checksum(fields, version, family, transport), authentication),
        vmac.sending(transport),
        election(fields, version, tracked.movePriority(), readiness(name, hooks)),
        holdings(fields, version, family, vmac),
        tracked,
        announcements(fields.section(AnnouncementKeywords.GRATUITOUS_ARP)),
        VrrpBinder.notifications(
            fields.section(NotifyKeywords.NOTIFY), NotifyKeywords.PRIORITY_CHANGES, report, host),
        hooks,
        bfd.fastFailover(fields, family),
        fields.get(InstanceKeywords.ADDRESS_PROBE));
  }

  /**
   * Warns about an instance that accepts every advert, because it checks neither the sender of an
   * advert nor whether the advert comes from the link. If the defaults disable the check of the
   * source, as in a converted keepalived.conf, only the first such instance causes a warning.
   */
  private void warnOfForgery(
      String name, Fields fields, Transport transport, Authentication authentication) {
    if (!(transport instanceof Transport.Unicast unicast)
        || unicast.checkSource()
        || !(authentication instanceof Authentication.None)
        || unicast.peers().stream().allMatch(peer -> peer.minTtl() == HIGHEST_TTL)) {
      return;
    }
    var section = fields.section(UnicastKeywords.UNICAST);
    if (section.isGiven(UnicastKeywords.CHECK_SOURCE)) {
      report.warning(
          section.spot(UnicastKeywords.CHECK_SOURCE),
          "adverts from every host that can reach this one are accepted; set authentication or"
              + " remove this key");
    } else if (!defaultsWarnedOf) {
      defaultsWarnedOf = true;
      report.warning(
          defaults.spot(UnicastKeywords.CHECK_SOURCE),
          "unicast instances without authentication, such as "
              + name
              + ", accept adverts from every host that can reach this one; set authentication, or"
              + " write "
              + report.setting(defaults.spot(), UnicastKeywords.CHECK_SOURCE, "true"));
    }
  }

  private VrrpVersion version(Fields fields, Family family) {
    var version = fields.find(InstanceKeywords.VERSION);
    if (family == Family.IPV4) {
      return version == null ? VrrpVersion.V2 : version;
    }
    if (version == VrrpVersion.V2 && fields.isGiven(InstanceKeywords.VERSION)) {
      report.error(
          fields.spot(InstanceKeywords.VERSION),
          "version 2 supports only IPv4, and this is an IPv6 instance; write 3 or leave it out");
    }
    return VrrpVersion.V3;
  }

  private ChecksumForm checksum(
      Fields fields, VrrpVersion version, Family family, Transport transport) {
    boolean choice = version == VrrpVersion.V3 && family == Family.IPV4;
    var only = version == VrrpVersion.V2 ? ChecksumForm.MESSAGE_ONLY : ChecksumForm.PSEUDO_HEADER;
    var form = fields.find(InstanceKeywords.CHECKSUM);
    if (form == null || form == only) {
      return only;
    }
    if (!choice) {
      report.error(
          fields.spot(InstanceKeywords.CHECKSUM),
          (version == VrrpVersion.V2 ? "version 2 has message-only" : "IPv6 has pseudo-header")
              + " as its only form; only version 3 over IPv4 has a choice");
    } else if (form == ChecksumForm.HISTORIC_UNICAST && transport instanceof Transport.Multicast) {
      report.error(
          fields.spot(InstanceKeywords.CHECKSUM),
          "historic-unicast is for instances with unicast peers; this one uses multicast");
    }
    return form;
  }

  /**
   * Returns how long the addresses of a new master may wait for what is behind them. The other
   * router is taken to be configured as this one is.
   */
  private Duration readiness(String name, HookCommands hooks) {
    var hook = hooks.beforeMaster();
    if (hook != null) {
      return Handover.READINESS.plus(hook.limit());
    }
    return waitsForTable.test(name) ? Handover.READINESS : Duration.ZERO;
  }

  private ElectionTerms election(
      Fields fields, VrrpVersion version, boolean hasWeights, Duration readiness) {
    int priority = fields.number(InstanceKeywords.PRIORITY);
    boolean preempt = fields.get(InstanceKeywords.PREEMPT);
    boolean isOwner = priority == ElectionTerms.OWNER;
    checkInterval(fields, version);
    checkPreemption(fields, preempt, isOwner, hasWeights);
    var handover = fields.section(InstanceKeywords.HANDOVER);
    return new ElectionTerms(
        version,
        priority,
        fields.get(InstanceKeywords.ADVERTISEMENT_INTERVAL),
        preempt || isOwner,
        fields.get(InstanceKeywords.PREEMPT_DELAY),
        fields.number(InstanceKeywords.DOWN_TIMER_ADVERTS),
        new ElectionTerms.AdvertPolicy(
            fields.get(InstanceKeywords.ANSWER_LOWER_PRIORITY),
            fields.get(InstanceKeywords.ADVERT_BEFORE_YIELDING),
            fields.get(InstanceKeywords.OWNER_IGNORES_ADVERTS)),
        new Handover(
            handover.get(InstanceKeywords.HANDOVER_ENABLED),
            handover.get(InstanceKeywords.LINGER),
            handover.get(InstanceKeywords.MARGIN),
            handover.find(InstanceKeywords.MARGIN) == null ? readiness : Duration.ZERO),
        rivalPriority(fields, preempt || isOwner));
  }

  /** Reports settings of preemption and weights that have no effect on this instance. */
  private void checkPreemption(
      Fields fields, boolean preempt, boolean isOwner, boolean hasWeights) {
    if (!preempt && !fields.get(InstanceKeywords.PREEMPT_DELAY).isZero()) {
      report.error(
          fields.spot(InstanceKeywords.PREEMPT_DELAY),
          "has no effect with "
              + report.setting(fields.spot(), InstanceKeywords.PREEMPT, "false")
              + "; remove one of the two");
    }
    if (!preempt && isOwner) {
      report.warning(
          fields.spot(InstanceKeywords.PREEMPT),
          "has no effect: an owner (priority 255) always preempts");
    }
    if (hasWeights && isOwner) {
      report.warning(
          fields.spot(InstanceKeywords.PRIORITY),
          "tracks never change the priority of an owner (255), so their weights have no effect;"
              + " choose a priority below 255, or weight 0 to make a failure a fault");
    } else if (hasWeights && !preempt) {
      report.warning(
          fields.spot(InstanceKeywords.PREEMPT),
          "with "
              + report.setting(fields.spot(), InstanceKeywords.PREEMPT, "false")
              + " a backup never replaces a working master, so a track's weight never moves the"
              + " mastership; use weight 0 to make a failure a fault, or "
              + report.setting(fields.spot(), InstanceKeywords.PREEMPT, "true")
              + " with a "
              + report.name(fields.spot(), InstanceKeywords.PREEMPT_DELAY));
    }
  }

  private int rivalPriority(Fields fields, boolean preempts) {
    int rival = fields.number(InstanceKeywords.YIELD_WHEN_LATE);
    if (rival > 0 && preempts) {
      report.error(
          fields.spot(InstanceKeywords.YIELD_WHEN_LATE),
          "an instance that preempts takes over again from a router of lower priority; add "
              + report.setting(fields.spot(), InstanceKeywords.PREEMPT, "false")
              + " or remove this key");
    }
    return rival;
  }

  private void checkInterval(Fields fields, VrrpVersion version) {
    var interval = fields.get(InstanceKeywords.ADVERTISEMENT_INTERVAL);
    var at = fields.spot(InstanceKeywords.ADVERTISEMENT_INTERVAL);
    if (!fields.isGiven(InstanceKeywords.ADVERTISEMENT_INTERVAL)
        && defaults.isGiven(InstanceKeywords.ADVERTISEMENT_INTERVAL)) {
      at = defaults.spot(InstanceKeywords.ADVERTISEMENT_INTERVAL);
    }
    if (version == VrrpVersion.V2 && interval.toNanos() % 1_000_000_000 != 0) {
      report.error(
          at,
          DurationType.words(interval)
              + " (expected: whole seconds from 1s to 255s, as the instance has version 2); version"
              + " 3 allows 10ms or more");
    } else if (version == VrrpVersion.V3
        && (interval.toNanos() % STEP.toNanos() != 0 || interval.compareTo(LONGEST_V3) > 0)) {
      report.error(
          at,
          DurationType.words(interval)
              + " (expected: 10ms to 40.95s in steps of 10ms, as the instance has version 3)");
    }
  }

  private Holdings holdings(Fields fields, VrrpVersion version, Family family, VmacBinder vmac) {
    var own = vmac.ownAddress();
    var holdings = new HoldingsBinder(report, host, vmac).bind(fields, family);
    if (own != null) {
      holdings.links().stream()
          .filter(link -> link.name().equals(own.interfaceName()))
          .forEach(link -> statics.keep(link, own));
    }
    if (!fields.isSound(InstanceKeywords.VERSION) || !fields.isSound(HoldingKeywords.ADDRESSES)) {
      return holdings;
    }
    var advertised = holdings.advertised();
    var addresses = fields.spot(HoldingKeywords.ADDRESSES);
    if (advertised.isEmpty() && version == VrrpVersion.V3) {
      report.error(
          addresses,
          "no "
              + family.words()
              + " address to advertise, and version 3 needs one; add it to \""
              + report.name(fields.spot(), HoldingKeywords.ADDRESSES)
              + "\"");
    } else if (family == Family.IPV6 && !advertised.get(0).address().isLinkLocal()) {
      report.warning(
          addresses,
          advertised.get(0).address()
              + " comes first, but RFC 9568 section 5.2.9 requires the virtual router's link-local"
              + " address (fe80::/10) there");
    }
    checkCount(fields, advertised.size(), family);
    return holdings;
  }

  private void checkCount(Fields fields, int count, Family family) {
    var addresses = fields.spot(HoldingKeywords.ADDRESSES);
    int size = (family == Family.IPV4 ? 36 : 48) + count * family.bytes();
    if (count > 255) {
      report.error(
          addresses,
          count
              + " addresses, but an advert can list at most 255; move the rest to "
              + excluded(fields));
    } else if (size > 1500) {
      report.warning(
          addresses,
          count
              + " addresses make an advert of "
              + size
              + " bytes, more than an Ethernet packet holds (1500); move some to "
              + excluded(fields)
              + " unless the link's MTU is larger");
    }
  }

  private String excluded(Fields fields) {
    return report.name(fields.spot(), HoldingKeywords.EXCLUDED_ADDRESSES);
  }

  private static AnnouncementTiming announcements(Fields fields) {
    var lowerRepeat = fields.find(AnnouncementKeywords.LOWER_PRIORITY_REPEAT);
    var lowerDelay = fields.find(AnnouncementKeywords.LOWER_PRIORITY_DELAY);
    int repeat = fields.number(AnnouncementKeywords.REPEAT);
    var delay = fields.get(AnnouncementKeywords.DELAY);
    return new AnnouncementTiming(
        repeat,
        delay,
        lowerRepeat == null ? repeat : lowerRepeat.intValue(),
        lowerDelay == null ? delay : lowerDelay,
        fields.get(AnnouncementKeywords.REFRESH),
        fields.number(AnnouncementKeywords.REFRESH_REPEAT),
        fields.get(AnnouncementKeywords.ARP_INTERVAL),
        fields.get(AnnouncementKeywords.NA_INTERVAL));
  }
}
