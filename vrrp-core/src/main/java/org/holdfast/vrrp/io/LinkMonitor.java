package org.holdfast.vrrp.io;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.holdfast.linux.Device;
import org.holdfast.linux.route.RouteEvent;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.LinksConfig;
import org.holdfast.vrrp.StaticConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.io.InstanceStatus.LinkStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the links and addresses that instances depend on, and acts on their changes: opens ports,
 * raises and clears faults, changes priorities. An instance is evaluated only when something that
 * it depends on has changed. Owned by the election loop.
 */
final class LinkMonitor implements LinkResync.Receiver {

  private static final Logger log = LoggerFactory.getLogger(LinkMonitor.class);

  private final LinkBook book;
  private StaticConfig statics = StaticConfig.NONE;
  private final LinkStates states;
  private final NanoClock clock;
  private final Groups groups;

  /** The instances, each with the source address that it was last given. */
  private final Map<MonitoredInstance, Optional<IpAddress>> sources = new LinkedHashMap<>();

  private final Map<String, List<MonitoredInstance>> byLink = new HashMap<>();
  private Map<String, Boolean> carriers = Map.of();
  private List<InstanceConfig> configured;
  private boolean arranged;

  /** The multicast groups that sockets have joined. */
  interface Groups {
    /**
     * Lets all sockets of that link and family join their groups again; returns whether all have
     * joined.
     */
    boolean rejoin(int link, Family family);
  }

  /**
   * @param alarm is given the instants at which {@link #delaysEnd} has to be called
   */
  LinkMonitor(
      List<InstanceConfig> instances,
      Groups groups,
      LinksConfig links,
      NanoClock clock,
      LongConsumer alarm) {
    configured = instances;
    book = new LinkBook(instances);
    states = new LinkStates(book, links, clock, alarm, this::longestDownDelay);
    this.clock = clock;
    this.groups = groups;
  }

  /** Watches the links for this instance too. Its port stays closed until it starts. */
  void add(MonitoredInstance instance) {
    sources.put(instance, Optional.empty());
    arranged = false;
  }

  private List<MonitoredInstance> on(String link) {
    if (!arranged) {
      arrange();
    }
    return byLink.getOrDefault(link, List.of());
  }

  /** Sorts the instances by the links that they depend on, and watches only these links. */
  private void arrange() {
    arranged = true;
    byLink.clear();
    for (var instance : sources.keySet()) {
      var names = new LinkedHashSet<String>();
      if (instance.config().isBoundToLink()) {
        names.add(instance.config().interfaceName());
      }
      names.addAll(instance.requiredLinks());
      names.addAll(instance.weighedLinks());
      names.forEach(name -> byLink.computeIfAbsent(name, _ -> new ArrayList<>()).add(instance));
    }
    book.watch(interestOf(configured));
  }

  private Interest interestOf(Collection<InstanceConfig> next) {
    var theirs = sources.keySet().stream().map(MonitoredInstance::config);
    return Interest.of(Stream.concat(next.stream(), theirs).toList()).and(statics.interfaceNames());
  }

  /** Also watches the links of static objects; their addresses may be sources. */
  void staticsAre(StaticConfig next) {
    statics = next;
    book.staticsAre(next.addresses());
    book.watch(interestOf(configured));
  }

  /**
   * Also keeps the links and addresses that these instances need.
   *
   * @return whether this adds any, so that the kernel has to be queried for them
   */
  boolean prepareFor(List<InstanceConfig> instances, StaticConfig nextStatics) {
    configured = Stream.concat(configured.stream(), instances.stream()).toList();
    var next = interestOf(configured).and(nextStatics.interfaceNames());
    boolean more = !book.interest().covers(next);
    book.watch(next);
    return more;
  }

  /** Replaces the instances whose virtual addresses must never be used as a source. */
  void instancesAre(List<InstanceConfig> instances) {
    configured = instances;
    book.instancesAre(instances);
    book.watch(interestOf(instances));
  }

  /** Closes the instance's port and forgets the instance. */
  void remove(MonitoredInstance instance) {
    instance.port().close();
    sources.remove(instance);
    arranged = false;
  }

  /** Opens the port of an instance with new terms and passes it the state of its links. */
  void changed(MonitoredInstance instance) {
    arranged = false;
    refresh(instance);
  }

  /**
   * Opens the instance's port if possible.
   *
   * @return the faults that keep the instance out of the election
   */
  Set<FaultReason> faultsAtStart(MonitoredInstance instance) {
    var faults = new HashSet<FaultReason>(instance.undecidedTracks());
    weigh(instance);
    for (var possible : evaluate(instance)) {
      if (possible.present()) {
        faults.add(possible.reason());
      }
    }
    return faults;
  }

  /** Whether the kernel has an address of the instance, or the instance has none. */
  boolean holdsItsOwn(InstanceConfig instance) {
    return instance.holdings().all().findAny().isEmpty() || book.holdsAny(instance);
  }

  // ---- Delays and carriers ----

  /**
   * Returns the longest delay of a failure of the link with which no instance on it can become
   * master meanwhile, because it hears no adverts.
   */
  private Duration longestDownDelay(String link) {
    long shortest = Long.MAX_VALUE;
    for (var instance : on(link)) {
      if (instance.config().interfaceName().equals(link)) {
        shortest = Math.min(shortest, instance.harmlessSilenceNanos());
      }
    }
    return Duration.ofNanos(shortest);
  }

  /** Tells the instances of the links that count as up or down since their delay has passed. */
  void delaysEnd() {
    refreshAllOn(states.turnedBy(clock.nanos()));
  }

  /** Changes how changes of links are taken. */
  void linksAre(LinksConfig links) {
    states.follow(links);
    refreshAll();
  }

  /** Handles the answers of the links that are queried for their carrier. */
  void carriersAre(Map<String, Boolean> answers) {
    var changed = new LinkedHashSet<String>();
    answers.forEach((link, up) -> {
      if (!up.equals(carriers.get(link))) {
        changed.add(link);
      }
    });
    carriers = answers;
    states.carriersAre(answers);
    refreshAllOn(changed);
  }

  private void refreshAllOn(Set<String> links) {
    var concerned = new LinkedHashSet<MonitoredInstance>();
    links.forEach(link -> concerned.addAll(on(link)));
    concerned.forEach(this::refresh);
  }

  // ---- Notifications ----

  @Override
  public Interest interest() {
    return book.interest();
  }

  @Override
  public Changes.Mark snapshotBegins() {
    return book.snapshotBegins();
  }

  /** Applies the initial list of links and addresses, before the first instance starts. */
  void begin(LinkSnapshot snapshot) {
    book.take(snapshot, book.snapshotBegins());
  }

  @Override
  public void take(@Nullable LinkSnapshot snapshot, Changes.Mark begun, boolean newsWereLost) {
    if (snapshot == null) {
      book.forgo(begun);
      return;
    }
    book.take(snapshot, begun);
    if (newsWereLost) {
      book.places().forEach(LinkPlace::groupsAreDoubtful);
    }
    rejoinGroups();
    refreshAll();
  }

  /**
   * Applies the kernel's notifications; returns those that the kernel side has to follow as well.
   */
  NewsBatch take(List<RouteEvent> events) {
    var news = new NewsBatch(book, events);
    var rejoined = rejoinGroups();
    news.wentDown().stream().filter(book::isUp).filter(states::outage).forEach(this::reportOutage);
    var concerned = concerned(news);
    rejoined.forEach(link -> concerned.addAll(on(link)));
    concerned.forEach(this::refresh);
    return news;
  }

  /** Notifies the instances of a link that it was down, although it is up again by now. */
  private void reportOutage(String link) {
    for (var instance : on(link)) {
      if (instance.requiredLinks().contains(link)) {
        instance.on(new Event.FaultRaised(new FaultReason.InterfaceDown(link)));
      }
      if (instance.weighedLinks().contains(link)) {
        instance.trackReported(TrackKind.INTERFACE, link, TrackVerdict.FAILED);
      }
    }
  }

  private Set<MonitoredInstance> concerned(NewsBatch news) {
    var concerned = new LinkedHashSet<MonitoredInstance>();
    news.links().forEach(link -> concerned.addAll(on(link)));
    for (var link : news.addressed()) {
      on(link).stream().filter(this::hasOtherSource).forEach(concerned::add);
    }
    if (news.touchesSources()) {
      sources.keySet().stream()
          .filter(instance -> instance.config().tracks().sourceAddress())
          .filter(this::hasOtherSource)
          .forEach(concerned::add);
    }
    return concerned;
  }

  private boolean hasOtherSource(MonitoredInstance instance) {
    return !book.source(instance.config()).equals(sources.get(instance));
  }

  /**
   * Rejoins the groups of links that have lost them; returns the names of the links where this
   * succeeded.
   */
  private List<String> rejoinGroups() {
    var joined = new ArrayList<String>();
    for (var place : book.places()) {
      for (var family : Family.values()) {
        if (place.needsGroups(family) && groups.rejoin(place.link().index(), family)) {
          place.hasGroups(family);
          joined.add(place.link().name());
        }
      }
    }
    return joined;
  }

  // ---- Consequences for an instance ----

  /**
   * Updates the port first, then raises new faults, then clears old ones, so that no instance acts
   * on half of a change.
   */
  private void refresh(MonitoredInstance instance) {
    weigh(instance);
    var faults = evaluate(instance);
    for (var possible : faults) {
      if (possible.present()) {
        instance.on(new Event.FaultRaised(possible.reason()));
      }
    }
    for (var possible : faults) {
      if (!possible.present()) {
        instance.on(new Event.FaultCleared(possible.reason()));
      }
    }
  }

  private void refreshAll() {
    List.copyOf(sources.keySet()).forEach(this::refresh);
  }

  private void weigh(MonitoredInstance instance) {
    for (var link : instance.weighedLinks()) {
      var verdict = states.isUp(link) ? TrackVerdict.WELL : TrackVerdict.FAILED;
      instance.trackReported(TrackKind.INTERFACE, link, verdict);
    }
  }

  /** Returns the links on which the instance depends, its own first. */
  List<LinkStatus> links(MonitoredInstance instance) {
    var config = instance.config();
    var required = new LinkedHashSet<String>();
    if (config.isBoundToLink()) {
      required.add(config.interfaceName());
    }
    required.addAll(instance.requiredLinks());
    var links = new ArrayList<LinkStatus>();
    required.forEach(link -> links.add(status(link, instance.requiredLinks().contains(link))));
    instance.weighedLinks().forEach(link -> links.add(status(link, false)));
    return links;
  }

  private LinkStatus status(String link, boolean required) {
    var state = !book.exists(link) ? "missing" : states.isUp(link) ? "up" : "down";
    return new LinkStatus(link, state, required, states.turnsInSeconds(link));
  }

  private record PossibleFault(FaultReason reason, boolean present) {}

  /** Returns each fault that links and addresses can cause, once, and whether it is present. */
  private List<PossibleFault> evaluate(MonitoredInstance instance) {
    var config = instance.config();
    var own = config.interfaceName();
    var faults = new ArrayList<PossibleFault>();
    for (var needed : instance.requiredLinks()) {
      boolean exists = book.exists(needed);
      faults.add(new PossibleFault(new FaultReason.InterfaceMissing(needed), !exists));
      faults.add(
          new PossibleFault(new FaultReason.InterfaceDown(needed), exists && !states.isUp(needed)));
    }
    if (config.isBoundToLink() && !instance.requiredLinks().contains(own)) {
      // The configuration may allow the instance's own link to be down, but the link has to exist.
      faults.add(new PossibleFault(new FaultReason.InterfaceMissing(own), !book.exists(own)));
    }
    var source = book.source(config);
    sources.replace(instance, source);
    faults.add(new PossibleFault(new FaultReason.NoSourceAddress(own), source.isEmpty()));
    boolean works = openPort(instance, source) && !hasLostGroup(config);
    faults.add(new PossibleFault(new FaultReason.SocketFailed(socketsOn(own)), !works));
    faults.add(
        new PossibleFault(
            new FaultReason.NoPeers(),
            config.transport() instanceof Transport.Unicast unicast && unicast.peers().isEmpty()));
    return faults;
  }

  private static String socketsOn(String link) {
    return link.isEmpty() ? "no sockets" : "no sockets on " + link;
  }

  /** Whether the instance's sockets have lost their multicast group and not rejoined it yet. */
  private boolean hasLostGroup(InstanceConfig config) {
    return config.transport() instanceof Transport.Multicast
        && book.place(config.interfaceName())
            .filter(place -> place.needsGroups(config.family()))
            .isPresent();
  }

  /**
   * Opens the port if its link and source exist; returns whether the port is in the right state.
   */
  private boolean openPort(MonitoredInstance instance, Optional<IpAddress> source) {
    var device = device(instance.config());
    if (device.isEmpty()) {
      instance.port().close();
      return true;
    }
    if (source.isEmpty()) {
      return true; // an open port stays open: priority 0 may still be sent through it
    }
    instance.sourceIs(source.get());
    try {
      instance.port().open(device.get(), source.get(), instance.inbox());
      return true;
    } catch (RuntimeException e) {
      log.error("({}) {}", instance.config().name(), e.getMessage());
      return false;
    }
  }

  /** Returns what the instance's sockets are bound to; empty while it does not exist. */
  private Optional<Device> device(InstanceConfig config) {
    return config.isBoundToLink() ? book.device(config.interfaceName()) : Optional.of(Device.ANY);
  }

  /** Retries opening ports that failed to open: a lack of descriptors or memory may have passed. */
  void openWhatFailed() {
    rejoinGroups().forEach(link -> on(link).forEach(this::refresh));
    for (var instance : List.copyOf(sources.keySet())) {
      var config = instance.config();
      boolean shouldBeOpen = device(config).isPresent() && book.source(config).isPresent();
      if (shouldBeOpen && !instance.port().isOpen()) {
        refresh(instance);
      }
    }
  }

  void close() {
    sources.keySet().forEach(instance -> instance.port().close());
  }
}
