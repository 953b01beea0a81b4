package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.linux.route.RouteRemoval;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualObject;
import org.holdfast.vrrp.io.Holding.Standing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the kernel's objects - addresses, routes and rules - equal to what the instances want: puts
 * them there, takes them away, puts back what another program removed, clears what an earlier
 * process of this agent left, and touches nothing else. Owned by the kernel loop.
 */
final class AddressKeeper {

  private static final Logger log = LoggerFactory.getLogger(AddressKeeper.class);

  private final KernelObjects objects;
  private final LifeRecord life;
  private final Ownership ownership;
  private final Leftovers leftovers;
  private final BooleanSupplier alone;
  private final HoldingBook book = new HoldingBook();
  private final Removals removals;
  private final HoldingChanges changes;
  private final AddressRepairs addressRepairs;
  private final RouteRepairs routeRepairs;
  private boolean cleared;

  /** Is told, on the kernel loop, that a master has lost an address and is to give up. */
  interface LossListener {
    void lost(InstanceId instance, VirtualAddress address);
  }

  /** Runs something on the kernel loop, later. */
  interface Later {
    void run(Runnable task, long afterMillis);
  }

  /**
   * @param kernel where the objects go
   * @param links by which name each link of the kernel goes
   * @param alone whether no other agent lives in this network namespace
   */
  AddressKeeper(
      RouteKernel kernel,
      KernelTables links,
      KernelRefusals refusals,
      LifeRecord life,
      Later later,
      BooleanSupplier alone,
      LossListener losses) {
    this.life = life;
    this.alone = alone;
    ownership = new Ownership(life.earlierHoldings());
    objects = new KernelObjects(kernel, links, ownership, refusals);
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
  }

  /** Adds an instance. */
  void add(InstanceId instance, InstanceConfig config, Campaign campaign) {
    book.add(new Holding(instance, config, campaign));
  }

  /**
   * Reserves room for all that the instances may come to hold. At the start.
   *
   * @throws java.io.UncheckedIOException when there is none
   */
  void reserve() {
    life.reserve(mostTexts());
  }

  private List<String> mostTexts() {
    var texts = new ArrayList<>(ownership.earlier());
    book.all().forEach(holding -> texts.addAll(KernelRecords.texts(holding.holdings())));
    return texts;
  }

  InstanceConfig config(InstanceId instance) {
    return book.get(instance).config;
  }

  // ---- Another configuration ----

  /**
   * Gives instances other configurations. What masters hold follows; see {@link HoldingChanges}.
   */
  void follow(Map<InstanceId, InstanceConfig> next) {
    var before = changes.configure(next);
    life.expect(mostTexts());
    changes.bringAbout(before);
    recordHoldings();
  }

  /** The instance ends once it holds nothing. */
  void retire(InstanceId instance) {
    book.get(instance).retired = true;
  }

  /** Forgets an instance that has been retired and holds nothing any longer. */
  void buryIfOver(InstanceId instance) {
    book.removeIfOver(instance);
  }

  // ---- Taking and letting go ----

  /** What the instance wants from now on; {@link #settle} brings it about. */
  void want(InstanceId instance, boolean wanted) {
    book.get(instance).wanted = wanted;
  }

  /**
   * Brings about what the instance wants now. Harmless to repeat, which is what mends a settling
   * that the kernel cut short.
   *
   * @return whether nothing is left to be repeated
   */
  boolean settle(InstanceId instance) {
    var holding = book.get(instance);
    if (holding.wanted) {
      take(holding);
      return true; // what the kernel refused is added by the next look at the truth
    }
    return letGo(holding);
  }

  /**
   * Addresses first, then what needs them; clients wait for them, so that the record comes last.
   * They are announced even when they were there: the router that held them may have announced
   * them.
   */
  private void take(Holding holding) {
    if (!holding.isHeld()) {
      holding.addresses().forEach(address -> forgetUnlessShared(holding, address));
    }
    holding.yielded = false;
    holding.standing = Standing.HELD; // also when only a part gets there
    log.info("({}) setting VIPs.", holding.name());
    objects.put(holding.objects());
    holding.campaign.start(Campaign.places(holding.addresses()));
    ownership.settled(KernelRecords.texts(holding.holdings()));
    recordHoldings();
  }

  private void forgetUnlessShared(Holding holding, VirtualAddress address) {
    if (!book.isHeld(address, holding)) {
      ownership.gone(address.toString());
    }
  }

  /**
   * Rules and routes first, then the addresses under them; those that were there before us stay.
   */
  private boolean letGo(Holding holding) {
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
    if (unwanted.stream().anyMatch(VirtualAddress.class::isInstance)) {
      log.info("({}) removing VIPs.", holding.name());
    }
    boolean gone = removals.remove(unwanted).isEmpty();
    if (gone) {
      holding.standing = Standing.FREE;
      holding.yielded = false;
      holding.addresses().forEach(addressRepairs::forget);
      ownership.settled(KernelRecords.texts(holding.holdings()));
      recordHoldings();
    }
    return gone;
  }

  /**
   * A link has come, perhaps in place of one that was deleted, or has another MAC address: the
   * addresses that are held there are put there and announced.
   */
  void linkChanged(String name) {
    for (var holding : book.all()) {
      var there =
          holding.expected().stream()
              .filter(address -> address.interfaceName().equals(name))
              .toList();
      if (holding.wanted && !there.isEmpty()) {
        objects.addresses.put(there);
        holding.campaign.once(Campaign.places(there));
      }
    }
    routeRepairs.doubtAll();
  }

  /** A link has gone down or up, or has gone: the kernel drops the routes by it, unreported. */
  void linkTurned() {
    routeRepairs.doubtAll();
  }

  void reannounce(InstanceId instance) {
    var holding = book.get(instance);
    if (holding.wanted) {
      holding.campaign.again();
    }
  }

  /**
   * The instance is no longer master: it announces nothing, and keeps its addresses for now. Only
   * those that its successor is to probe for go at once: the probe would find them here, and the
   * successor could not use them.
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
      log.info("({}) removing {}, for which the next master is to probe", holding.name(), probed);
      holding.yielded = true;
      removals.remove(probed);
    }
  }

  /** Once, where a unicast instance's own source address is: its peers may have forgotten. */
  void announceSource(InstanceId instance, IpAddress source) {
    var holding = book.get(instance);
    holding.campaign.ownSource(
        new Campaign.AnnouncedAddress(source, holding.config.interfaceName()));
  }

  /** Removes what an earlier process held and this configuration does not know. */
  void clearForgotten() {
    var wanted = book.all().stream().map(Holding::holdings).toList();
    cleared = leftovers.clear(wanted, alone.getAsBoolean());
    recordHoldings();
  }

  /** Writes down all that is in the kernel and ours to remove, now or by a later process. */
  private void recordHoldings() {
    var texts = new LinkedHashSet<String>(ownership.earlier());
    changes.doomed().forEach(object -> texts.add(KernelRecords.text(object)));
    book.all().stream()
        .filter(Holding::isHeld)
        .forEach(holding -> texts.addAll(KernelRecords.texts(holding.holdings())));
    texts.removeIf(ownership::isForeign);
    life.holdings(List.copyOf(texts));
  }

  // ---- Compared with the kernel ----

  /** An address is gone, by this process or another. */
  void addressRemoved(LinkAddress removed) {
    addressRepairs.removed(removed);
    routeRepairs.doubtAll();
  }

  /** An address has come or changed. */
  void addressChanged(LinkAddress present) {
    addressRepairs.changed(present);
    routeRepairs.addressChanged();
  }

  /** A route or rule with our mark is gone, by this process or another. */
  void routeRemoved(RouteRemoval removal) {
    routeRepairs.removed(removal);
  }

  /** Reports of removed routes and rules were lost. */
  void routeReportsLost() {
    routeRepairs.doubtAll();
  }

  /**
   * Compares all that is wanted with what is there; for when notifications were lost, and now and
   * then.
   */
  void verify() {
    changes.sweep();
    if (!cleared) {
      clearForgotten();
    }
    addressRepairs.verify();
    routeRepairs.verify();
  }

  /** What the instances hold, and what of it the kernel has. */
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
