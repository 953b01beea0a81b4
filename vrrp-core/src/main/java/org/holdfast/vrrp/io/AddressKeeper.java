package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.holdfast.linux.nftables.NftKernel;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.linux.route.RouteRemoval;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.FirewallConfig;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.StaticConfig;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VirtualObject;
import org.holdfast.vrrp.io.Holding.Standing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the kernel's addresses, routes and rules as the instances want them: adds and removes them,
 * restores what another program removed, and clears what an earlier run of this agent left. Touches
 * no objects of other programs, except those that a killed keepalived left. Owned by the kernel
 * loop.
 */
final class AddressKeeper {

  private static final Logger log = LoggerFactory.getLogger(AddressKeeper.class);

  /** The time that an agent which has removed its links needs to restore settings. */
  private static final long LINKS_END_MILLIS = 200;

  /** The longest wait of the kernel loop for the state file. */
  static final long LONGEST_RECORDING_MILLIS = 200;

  private final KernelObjects objects;
  private final LifeRecord life;
  private final Ownership ownership;
  private final Leftovers leftovers;
  private final BooleanSupplier alone;
  private final Later later;
  private final HoldingBook book = new HoldingBook();
  private final Removals removals;
  private final HoldingChanges changes;
  private final AddressRepairs addressRepairs;
  private final RouteRepairs routeRepairs;
  private final DropRepairs dropRepairs;
  private final LinkRepairs linkRepairs;
  private final InstanceId statics = new InstanceId("static");
  private final StaticGroups staticGroups;
  private StaticConfig staticConfig = StaticConfig.NONE;
  private boolean cleared;
  private boolean keepsSettingsSoon;

  /** Called on the kernel loop when a master has lost an address and has to resign. */
  interface LossListener {
    void lost(InstanceId instance, VirtualAddress address);
  }

  /** Schedules a task on the kernel loop. */
  interface Later {
    void run(Runnable task, long afterMillis);
  }

  /**
   * @param kernel the kernel to which objects are added
   * @param links the kernel's links by their names
   * @param alone whether no other agent runs in this network namespace
   * @param nftables opens the kernel's nftables, or returns them
   * @param firewall the table for addresses to which no packets are accepted
   * @param groups told of the track groups of static objects
   */
  AddressKeeper(
      RouteKernel kernel,
      KernelTables links,
      KernelRefusals refusals,
      LifeRecord life,
      Later later,
      BooleanSupplier alone,
      LossListener losses,
      Supplier<NftKernel> nftables,
      FirewallConfig firewall,
      StaticGroups.Listener groups) {
    this.life = life;
    this.alone = alone;
    this.later = later;
    ownership = new Ownership(life.earlierHoldings());
    var drops =
        new DropTable(
            nftables, firewall, refusals, ownership::earlier, alone, book::dropsMaybePresent);
    objects =
        new KernelObjects(kernel, links, ownership, refusals, drops, this::recordHoldingsFirst);
    leftovers = new Leftovers(links, objects, ownership);
    removals = new Removals(book, links, objects, later);
    changes = new HoldingChanges(book, objects, removals);
    addressRepairs =
        new AddressRepairs(
            book,
            links,
            objects.addresses,
            ownership,
            removals,
            later,
            losses,
            this::recordHoldings);
    routeRepairs = new RouteRepairs(book, objects, removals, later);
    dropRepairs = new DropRepairs(book, objects, later);
    linkRepairs = new LinkRepairs(book, objects, later);
    staticGroups = new StaticGroups(objects, later, groups);
    book.add(new Holding(statics, StaticConfig.NONE.holdings()));
  }

  /** Adds an instance. */
  void add(InstanceId instance, InstanceConfig config, Campaign campaign) {
    book.add(new Holding(instance, config, campaign));
  }

  /**
   * Reserves room in the state file for everything that the instances can hold. Called at the
   * start.
   *
   * @throws java.io.UncheckedIOException if the file system has no room
   */
  void reserve() {
    life.reserve(mostTexts());
  }

  private List<String> mostTexts() {
    var texts = new ArrayList<>(ownership.earlier());
    book.all().forEach(holding -> texts.addAll(holding.texts()));
    if (dropsPackets()) {
      texts.addAll(objects.drops.longestTexts());
    }
    texts.addAll(objects.links.texts());
    return texts;
  }

  InstanceConfig config(InstanceId instance) {
    return book.get(instance).config();
  }

  // ---- Reload ----

  /**
   * Gives instances new configurations and adds and removes objects of masters accordingly; see
   * {@link HoldingChanges}.
   */
  void follow(Map<InstanceId, InstanceConfig> next) {
    follow(next, staticConfig);
  }

  /** Like {@link #follow(Map)}, also for the static objects. */
  void follow(Map<InstanceId, InstanceConfig> next, StaticConfig nextStatics) {
    var before = changes.configure(next);
    if (!nextStatics.equals(staticConfig)) {
      staticConfig = nextStatics;
      var holding = book.get(statics);
      before.put(holding, holding.terms());
      holding.configure(nextStatics);
    }
    life.expect(mostTexts());
    recordTableFirst();
    changes.bringAbout(before);
    staticGroups.follow(nextStatics.groups());
    objects.drops.prepare(dropsPackets());
    recordHoldings();
  }

  // ---- Static objects ----

  /** Sets the static objects, before they are added by {@link #keepStatics}. */
  void staticsAre(StaticConfig config) {
    staticConfig = config;
    book.get(statics).configure(config);
  }

  /** Adds the static objects, and keeps them until {@link #releaseStatics}. */
  void keepStatics() {
    want(statics, true);
    var _ = settleAll(statics);
  }

  private Left settleAll(InstanceId instance) {
    var left = settle(instance);
    while (left == Left.MORE) {
      left = settle(instance);
    }
    return left;
  }

  /** Begins to report whether the groups of static objects are complete. */
  void watchStatics() {
    staticGroups.follow(staticConfig.groups());
  }

  /**
   * Removes the static objects; to be repeated while the kernel does not remove them.
   *
   * @return whether they are gone
   */
  boolean releaseStatics() {
    want(statics, false);
    return settleAll(statics) == Left.NOTHING;
  }

  /** Returns the static objects, as the holding of no instance. */
  Holding statics() {
    return book.get(statics);
  }

  /** Returns the configuration of the static objects. */
  StaticConfig staticConfig() {
    return staticConfig;
  }

  /** Gives the firewall table another configuration. */
  void follow(FirewallConfig next) {
    objects.drops.follow(next);
    life.expect(mostTexts());
    recordHoldings();
  }

  /** Removes the firewall table at the end of the agent, unless an address is still present. */
  void removeFirewall() {
    objects.drops.prepare(false);
    recordHoldings();
  }

  /** Whether an instance drops packets to its addresses. */
  boolean dropsPackets() {
    return book.all().stream().anyMatch(holding -> !holding.drops().isEmpty());
  }

  /** Marks the instance as removed; it is forgotten once it holds nothing. */
  void retire(InstanceId instance) {
    book.get(instance).retired = true;
  }

  /** Forgets a retired instance if it no longer holds anything. */
  void removeIfEmpty(InstanceId instance) {
    if (book.removeIfEmpty(instance) && !dropsPackets()) {
      objects.drops.prepare(false);
      recordHoldings();
    }
  }

  // ---- Links with a virtual MAC address ----

  /**
   * Creates the links of instances that are known or will be, and removes those that an earlier run
   * has left.
   *
   * @param more instances that will be added
   */
  void prepareLinks(Collection<InstanceConfig> more) {
    var wanted = new ArrayList<>(links());
    more.forEach(instance -> wanted.addAll(instance.holdings().links()));
    var promoting = promoting();
    more.forEach(instance -> promoting.addAll(instance.holdings().promoting()));
    objects.links.promotingIs(promoting);
    if (!cleared) {
      objects.links.clear(wanted, ownership.earlier(), alone.getAsBoolean());
    }
    recordTableFirst();
    objects.links.prepare(wanted);
    objects.links.promote();
    recordLinks();
  }

  /** Removes the links that no instance has any longer. */
  void sweepLinks() {
    objects.links.promotingIs(promoting());
    sweep(links());
  }

  private void sweep(List<VirtualLink> wanted) {
    if (!objects.links.isUnused()) {
      objects.links.retain(wanted);
      recordHoldings();
    }
  }

  private void recordLinks() {
    if (!objects.links.isUnused()) {
      recordHoldings();
    }
  }

  /** Removes all links, at the end of the agent. */
  void removeLinks() {
    linkRepairs.end();
    objects.links.promotingIs(Set.of());
    sweep(List.of());
  }

  /** Returns the links of the host on which the other addresses of a subnet have to stay. */
  private Set<String> promoting() {
    return book.all().stream()
        .flatMap(holding -> holding.holdings().promoting().stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private List<VirtualLink> links() {
    return book.all().stream().flatMap(holding -> holding.links().stream()).toList();
  }

  /**
   * Handles a link that was removed or set down, possibly a virtual router's by another program.
   */
  void linkLost(String name) {
    linkRepairs.lost(name);
  }

  // ---- Adding and removing ----

  /** Sets whether the instance wants its objects; {@link #settle} adds or removes them. */
  void want(InstanceId instance, boolean wanted) {
    var holding = book.get(instance);
    holding.wanted = wanted;
    holding.planNothing();
  }

  /** What is left to do for an instance. */
  enum Left {
    NOTHING,

    /** The next turn of the loop adds or removes further objects. */
    MORE,

    /** The kernel has refused to remove an object, which has to be repeated. */
    REFUSED
  }

  /**
   * Adds or removes some of the instance's objects, as it wants now: the kernel loop has to do
   * something else between thousands of them. May be repeated, and has to be after the kernel
   * failed to answer.
   */
  Left settle(InstanceId instance) {
    var holding = book.get(instance);
    return holding.wanted ? addObjects(holding) : removeObjects(holding);
  }

  /**
   * Adds the addresses first and then the routes and rules that need them. Writes the state file
   * last, because clients are waiting for the addresses. Announces even addresses that were present
   * already, because the router that held them may have announced them.
   */
  private Left addObjects(Holding holding) {
    if (!holding.isUnderWay()) {
      beginToAdd(holding);
    }
    var fresh = objects.put(portionOf(holding));
    var added = Portions.addresses(holding.portion());
    holding.portionDone();
    holding.campaign.extend(Campaign.places(added));
    if (holding.isUnderWay()) {
      if (added.stream().noneMatch(fresh::contains)) {
        holding.joinPortions(); // the agent resumes: looking at all of them costs one listing
      }
      return Left.MORE;
    }
    holding.campaign.complete();
    ownership.settled(holding.texts());
    recordHoldings();
    return Left.NOTHING; // objects that the kernel refused are added by the next verify()
  }

  /** Returns what the holding adds in this turn. */
  private static List<VirtualObject> portionOf(Holding holding) {
    return holding.yielded
        ? holding.portion().stream().filter(object -> !isProbed(object)).toList()
        : holding.portion();
  }

  /** Whether the successor probes for the object by duplicate address detection. */
  private static boolean isProbed(VirtualObject object) {
    return object instanceof VirtualAddress address && address.duplicateAddressDetection();
  }

  private void beginToAdd(Holding holding) {
    if (!holding.isHeld()) {
      holding.addresses().forEach(address -> forgetUnlessShared(holding, address));
    }
    holding.yielded = false;
    holding.standing = Standing.HELD; // even if the kernel refuses some of them
    if (!holding.isStatic()) {
      log.info("({}) setting VIPs.", holding.name());
    } else if (!staticConfig.objects().isEmpty()) {
      log.info(
          "Adding static objects: {}",
          staticConfig.objects().stream().map(VirtualObject::words).toList());
    }
    holding.planToAdd();
    holding.campaign.begin();
  }

  private void forgetUnlessShared(Holding holding, VirtualAddress address) {
    if (!book.isHeld(address, holding)) {
      ownership.gone(address.toString());
    }
  }

  /**
   * Removes rules and routes first, then the addresses that they depend on. Objects of other
   * programs stay.
   */
  private Left removeObjects(Holding holding) {
    if (!holding.isUnderWay()) {
      beginToRemove(holding);
    }
    var unwanted = new ArrayList<>(holding.portion());
    unwanted.removeIf(object -> book.isHeld(object, holding)); // by now
    holding.refused |= !removals.remove(unwanted).isEmpty();
    holding.portionDone();
    if (holding.isUnderWay()) {
      return Left.MORE;
    }
    if (holding.refused) {
      return Left.REFUSED;
    }
    holding.standing = Standing.FREE;
    holding.yielded = false;
    holding.addresses().forEach(addressRepairs::forget);
    ownership.settled(holding.texts());
    recordHoldings();
    return Left.NOTHING;
  }

  private void beginToRemove(Holding holding) {
    holding.campaign.stop();
    var unwanted =
        new ArrayList<>(
            switch (holding.standing) {
              case UNKNOWN -> leftovers.of(holding);
              case HELD -> holding.objects();
              case FREE -> List.<VirtualObject>of();
            });
    unwanted.removeIf(objects::isForeign);
    unwanted.removeIf(object -> book.isHeld(object, holding));
    if (holding.isStatic() && !staticConfig.objects().isEmpty() && !unwanted.isEmpty()) {
      log.info("Removing static objects");
    } else if (unwanted.stream().anyMatch(VirtualAddress.class::isInstance)) {
      log.info("({}) removing VIPs.", holding.name());
    }
    holding.planToRemove(unwanted);
  }

  /**
   * Adds and announces the addresses that masters hold on a link that was created, possibly in
   * place of a deleted one, or that has a new MAC address.
   */
  void linkChanged(String name) {
    linkRepairs.baseChanged(name);
    objects.links.promote();
    recordLinks();
    routeRepairs.doubtAll();
    staticGroups.doubt();
  }

  /** Handles a link that has another name now. */
  void linkRenamed(String oldName, Link link) {
    linkTurned();
    linkRepairs.renamed(oldName, link);
    recordLinks();
  }

  /**
   * Handles a link that went down, came up or was deleted: the kernel drops its routes without a
   * notification.
   */
  void linkTurned() {
    routeRepairs.doubtAll();
    staticGroups.doubt();
    if (!objects.links.isUnused() && !keepsSettingsSoon) {
      keepsSettingsSoon = true;
      later.run(this::keepSettings, LINKS_END_MILLIS); // perhaps another agent ends
    }
  }

  private void keepSettings() {
    keepsSettingsSoon = false;
    if (!linkRepairs.hasEnded() && objects.links.keepSettings()) {
      log.info("Set the settings of links again that another agent has restored");
      recordHoldings();
    }
  }

  void reannounce(InstanceId instance) {
    var holding = book.get(instance);
    if (holding.wanted) {
      holding.campaign.again();
    }
  }

  /**
   * Stops the announcements of an instance that is no longer master, and keeps its addresses for
   * now. Removes at once only the addresses that the successor probes for by duplicate address
   * detection; the successor could not use them while the probe finds them here.
   */
  void silence(InstanceId instance) {
    var holding = book.get(instance);
    holding.campaign.stop();
    var probed =
        holding.addresses().stream()
            .filter(VirtualAddress::duplicateAddressDetection)
            .filter(address -> !objects.isForeign(address))
            .filter(address -> !book.isHeld(address, holding))
            .toList();
    if (holding.isHeld() && !probed.isEmpty()) {
      log.info("({}) removing {}, which the next master probes for", holding.name(), probed);
      holding.yielded = true;
      removals.remove(probed);
    }
  }

  /**
   * Announces the source address of a unicast instance once, because its peers may have lost their
   * neighbour entry for it.
   */
  void announceSource(InstanceId instance, IpAddress source) {
    var holding = book.get(instance);
    holding.campaign.ownSource(
        new Campaign.AnnouncedAddress(source, holding.config().interfaceName()));
  }

  /**
   * Removes objects that an earlier run of this agent added and that no instance of this
   * configuration names.
   */
  void clearForgotten() {
    var wanted = book.all().stream().map(Holding::holdings).toList();
    cleared = objects.drops.prepare(dropsPackets());
    cleared &= leftovers.clear(wanted, alone.getAsBoolean());
    recordHoldings();
  }

  /** Records everything in the kernel that this agent has to remove, in this run or a later one. */
  private void recordHoldings() {
    var texts = new LinkedHashSet<String>(ownership.earlier());
    changes.doomed().forEach(object -> texts.add(KernelRecords.text(object)));
    book.all().stream().filter(Holding::isHeld).forEach(holding -> texts.addAll(holding.texts()));
    objects.drops.text(dropsPackets()).ifPresent(texts::add);
    texts.addAll(objects.links.texts());
    texts.removeIf(ownership::isForeign);
    life.holdings(List.copyOf(texts));
  }

  /** Records the table that drops packets, if it is wanted and not there yet. */
  private void recordTableFirst() {
    if (dropsPackets() && objects.drops.name() == null) {
      recordHoldingsFirst();
    }
  }

  /**
   * Records what is about to be created or changed and cannot be marked in the same step, and waits
   * for the state file: a kill in between would leave it to the host. The wait is short, because a
   * file system may be frozen; then only such a kill leaves something.
   */
  private void recordHoldingsFirst() {
    recordHoldings();
    try {
      life.written().get(LONGEST_RECORDING_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      log.debug("The state file is being written slowly; continuing without it");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // the writer completes it with success only
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- Comparison with the kernel ----

  /** Handles the notification that an address was removed, by this process or another program. */
  void addressRemoved(LinkAddress removed) {
    addressRepairs.removed(removed);
    routeRepairs.doubtAll();
    staticGroups.doubt();
  }

  /** Handles the notification that an address was added or changed. */
  void addressChanged(LinkAddress present) {
    addressRepairs.changed(present);
    routeRepairs.addressChanged();
  }

  /**
   * Handles the notification that a route or rule with our mark was removed, by this process or
   * another program.
   */
  void routeRemoved(RouteRemoval removal) {
    routeRepairs.removed(removal);
    staticGroups.doubt();
  }

  /** Checks all routes and rules, because notifications of their removal were lost. */
  void routeReportsLost() {
    routeRepairs.doubtAll();
  }

  /** Handles the notification that something was removed from a table of nftables. */
  void nftablesChanged(String table) {
    if (table.equals(objects.drops.name())) {
      dropRepairs.doubt();
    }
  }

  /** Checks the firewall table, because notifications were lost. */
  void nftablesReportsLost() {
    dropRepairs.doubt();
  }

  /**
   * Compares all wanted objects with the kernel's and repairs the differences. Called periodically
   * and after notifications were lost.
   */
  void verify() {
    changes.sweep();
    if (!cleared) {
      clearForgotten();
    }
    linkRepairs.verify();
    keepSettings();
    if (!linkRepairs.hasEnded()) {
      objects.links.promote();
    }
    for (var holding : book.serving()) {
      objects.links.putBack(holding.links());
    }
    dropRepairs.verify();
    addressRepairs.verify();
    routeRepairs.verify();
    staticGroups.doubt();
  }

  /** Returns what the instances hold. */
  HoldingBook book() {
    return book;
  }

  KernelObjects objects() {
    return objects;
  }

  Campaign campaign(InstanceId instance) {
    return book.get(instance).campaign;
  }
}
