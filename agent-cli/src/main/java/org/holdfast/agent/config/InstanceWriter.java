package org.holdfast.agent.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.InstanceKeywords.AuthenticationKind;
import org.holdfast.agent.config.NotificationKeywords.Subject;
import org.holdfast.agent.notify.HooksConfig;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.AnnouncementTiming;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.Authentication.HmacTrailer;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.NotifyCommand;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;
import org.jspecify.annotations.Nullable;

/** Writes an instance, as {@link InstanceBinder} reads it. */
final class InstanceWriter {

  private final Form form;
  private final List<HooksConfig> hooks;
  private final Audience audience;
  private final TracksWriter tracks;
  private final Map<Family, IpAddress> groups;
  private final HoldingsWriter holdings;

  /**
   * @param groups where the adverts go of those that do not say
   */
  InstanceWriter(
      Form form,
      List<HooksConfig> hooks,
      Audience audience,
      TracksWriter tracks,
      Map<Family, IpAddress> groups) {
    this.form = form;
    this.hooks = hooks;
    this.audience = audience;
    this.tracks = tracks;
    this.groups = groups;
    this.holdings = new HoldingsWriter(form);
  }

  Draft write(InstanceConfig instance) {
    var protocol = instance.protocol();
    var draft =
        Draft.under(InstanceKeywords.INSTANCES, form)
            .put(InstanceKeywords.INTERFACE, instance.interfaceName())
            .put(InstanceKeywords.VIRTUAL_ROUTER_ID, instance.virtualRouterId())
            .put(InstanceKeywords.VERSION, protocol.version(), usualVersion(instance.family()))
            .put(InstanceKeywords.FAMILY, instance.family(), instance.family()) // its addresses'
            .put(InstanceKeywords.CHECKSUM, protocol.checksum(), usualChecksum(protocol.version()))
            .put(InstanceKeywords.ADDRESS_PROBE, instance.addressProbe())
            .list(InstanceKeywords.FAST_FAILOVER, instance.fastFailover())
            .section(InstanceKeywords.AUTHENTICATION, authentication(instance))
            .section(InstanceKeywords.TRACK, tracks.write(instance.tracks()))
            .section(InstanceKeywords.GRATUITOUS_ARP, announcements(instance.announcements()))
            .section(NotifyKeywords.NOTIFY, notify(instance))
            .section(NotifyKeywords.HOOKS, hooks(instance.name()));
    election(draft, instance.election());
    transport(draft, instance);
    return holdings.write(draft, instance);
  }

  private static VrrpVersion usualVersion(Family family) {
    return family == Family.IPV4 ? VrrpVersion.V2 : VrrpVersion.V3;
  }

  private static ChecksumForm usualChecksum(VrrpVersion version) {
    return version == VrrpVersion.V2 ? ChecksumForm.MESSAGE_ONLY : ChecksumForm.PSEUDO_HEADER;
  }

  private void election(Draft draft, ElectionTerms terms) {
    var handover = terms.handover();
    draft
        .put(InstanceKeywords.PRIORITY, terms.priority())
        .put(InstanceKeywords.ADVERTISEMENT_INTERVAL, terms.advertisementInterval())
        .put(InstanceKeywords.PREEMPT, terms.preempt())
        .put(InstanceKeywords.PREEMPT_DELAY, terms.preemptDelay())
        .put(InstanceKeywords.DOWN_TIMER_ADVERTS, terms.downTimerAdverts())
        .put(InstanceKeywords.ANSWER_LOWER_PRIORITY, terms.answerLowerPriority())
        .put(InstanceKeywords.ADVERT_BEFORE_YIELDING, terms.advertBeforeYielding())
        .put(InstanceKeywords.OWNER_IGNORES_ADVERTS, terms.ownerIgnoresAdverts())
        .section(
            InstanceKeywords.HANDOVER,
            Draft.under(InstanceKeywords.HANDOVER, form)
                .put(InstanceKeywords.HANDOVER_ENABLED, handover.enabled())
                .put(InstanceKeywords.LINGER, handover.linger())
                .put(InstanceKeywords.MARGIN, handover.margin()));
  }

  private void transport(Draft draft, InstanceConfig instance) {
    var transport = instance.transport();
    draft.put(InstanceKeywords.SOURCE_ADDRESS, transport.source());
    switch (transport) {
      case Transport.Multicast multicast ->
          draft.put(
              InstanceKeywords.MULTICAST_GROUP, multicast.group(), groups.get(instance.family()));
      case Transport.Unicast unicast ->
          draft.section(InstanceKeywords.UNICAST, unicast(unicast, instance.family()));
    }
  }

  private Draft unicast(Transport.Unicast unicast, Family family) {
    var peers = new ArrayList<Draft>();
    for (var peer : unicast.peers()) {
      peers.add(
          Draft.under(InstanceKeywords.PEERS, form)
              .put(InstanceKeywords.PEER_ADDRESS, peer.address())
              .put(InstanceKeywords.MIN_TTL, peer.minTtl())
              .put(InstanceKeywords.MAX_TTL, peer.maxTtl()));
    }
    return Draft.under(InstanceKeywords.UNICAST, form)
        .sections(InstanceKeywords.PEERS, peers)
        .put(InstanceKeywords.UNICAST_TTL, unicast.ttl(), TransportBinder.usualTtl(family))
        .put(InstanceKeywords.CHECK_SOURCE, unicast.checkSource());
  }

  private Draft authentication(InstanceConfig instance) {
    var draft = Draft.under(InstanceKeywords.AUTHENTICATION, form);
    return switch (instance.protocol().authentication()) {
      case Authentication.None _ -> draft;
      case Authentication.Password pass ->
          password(draft, AuthenticationKind.PASS, pass.password());
      case Authentication.AuthenticationHeader header ->
          password(draft, AuthenticationKind.AH, header.password());
      case HmacTrailer trailer ->
          trailer(draft, trailer)
              .put(
                  InstanceKeywords.TIME_WINDOW,
                  trailer.window(),
                  HmacTrailer.defaultWindow(instance.election().advertisementInterval()));
    };
  }

  private static Draft password(Draft draft, AuthenticationKind kind, String password) {
    return draft
        .put(InstanceKeywords.AUTHENTICATION_TYPE, kind)
        .put(InstanceKeywords.PASSWORD, password);
  }

  private Draft trailer(Draft draft, HmacTrailer trailer) {
    var keys = new ArrayList<Draft>();
    for (var key : trailer.keys()) {
      var file = key.secret().file();
      var its = Draft.under(InstanceKeywords.HMAC_KEYS, form);
      keys.add(
          its.put(InstanceKeywords.HMAC_KEY_ID, key.id())
              .put(InstanceKeywords.SECRET, file == null ? text(key.secret()) : "file:" + file));
    }
    return draft
        .put(InstanceKeywords.AUTHENTICATION_TYPE, AuthenticationKind.HMAC)
        .sections(InstanceKeywords.HMAC_KEYS, keys)
        .put(InstanceKeywords.ACTIVE_KEY, trailer.activeKeyId(), trailer.keys().getFirst().id())
        .put(InstanceKeywords.HMAC_MODE, trailer.mode())
        .put(InstanceKeywords.ANTI_REPLAY, trailer.antiReplay());
  }

  /** As it is where that is text that means nothing else. */
  private static String text(Authentication.Secret secret) {
    var bytes = secret.toArray();
    var text = new String(bytes, StandardCharsets.US_ASCII);
    boolean isText =
        Draft.takes(InstanceKeywords.SECRET, text)
            && text.indexOf('\ufffd') < 0
            && !text.startsWith("hex:")
            && !text.startsWith("file:");
    return isText ? text : "hex:" + HexFormat.of().formatHex(bytes);
  }

  private Draft announcements(AnnouncementTiming timing) {
    return Draft.under(InstanceKeywords.GRATUITOUS_ARP, form)
        .put(InstanceKeywords.REPEAT, timing.repeat())
        .put(InstanceKeywords.DELAY, timing.delay())
        .put(InstanceKeywords.LOWER_PRIORITY_REPEAT, timing.lowerPriorityRepeat(), timing.repeat())
        .put(InstanceKeywords.LOWER_PRIORITY_DELAY, timing.lowerPriorityDelay(), timing.delay())
        .put(InstanceKeywords.REFRESH, timing.refresh())
        .put(InstanceKeywords.REFRESH_REPEAT, timing.refreshRepeat())
        .put(InstanceKeywords.ARP_INTERVAL, timing.arpInterval())
        .put(InstanceKeywords.NA_INTERVAL, timing.naInterval());
  }

  private Draft notify(InstanceConfig instance) {
    var name = instance.name();
    return NotifyWriter.commands(Draft.under(NotifyKeywords.NOTIFY, form), instance.notifications())
        .put(
            NotifyKeywords.PRIORITY_CHANGES,
            audience.isToldPriorityOf(name),
            audience.allPriorities())
        .put(
            NotifyKeywords.MAIL,
            audience.isMailed(Subject.INSTANCES, name),
            audience.isMailed(Subject.INSTANCES));
  }

  private Draft hooks(String instance) {
    var draft = Draft.under(NotifyKeywords.HOOKS, form);
    var its = hooksOf(instance);
    if (its == null) {
      return draft;
    }
    awaited(
        draft,
        its.beforeMaster(),
        NotifyKeywords.BEFORE_MASTER,
        NotifyKeywords.BEFORE_MASTER_LIMIT);
    draft.put(NotifyKeywords.AFTER_MASTER, its.afterMaster());
    awaited(
        draft,
        its.beforeRelease(),
        NotifyKeywords.BEFORE_RELEASE,
        NotifyKeywords.BEFORE_RELEASE_LIMIT);
    return draft.put(NotifyKeywords.AFTER_RELEASE, its.afterRelease());
  }

  private static void awaited(
      Draft hooks,
      HooksConfig.@Nullable Awaited its,
      Key<NotifyCommand> hook,
      Key<Duration> limit) {
    if (its != null) {
      hooks.put(hook, its.command()).put(limit, its.limit());
    }
  }

  private @Nullable HooksConfig hooksOf(String instance) {
    for (var its : hooks) {
      if (its.instance().equals(instance)) {
        return its;
      }
    }
    return null;
  }
}
