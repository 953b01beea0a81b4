package org.holdfast.vrrp.io;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualObject;
import org.holdfast.vrrp.io.Holding.Terms;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies a new configuration to the objects that masters hold. New objects are added before any is
 * removed, because an address may move from one instance to another. Owned by the kernel loop.
 */
final class HoldingChanges {

  private static final Logger log = LoggerFactory.getLogger(HoldingChanges.class);

  private final HoldingBook book;
  private final KernelObjects objects;
  private final Removals removals;
  private final Set<VirtualObject> doomed = new LinkedHashSet<>();

  HoldingChanges(HoldingBook book, KernelObjects objects, Removals removals) {
    this.book = book;
    this.objects = objects;
    this.removals = removals;
  }

  /**
   * Gives instances new configurations without changing the kernel yet.
   *
   * @return the previous configurations, for {@link #bringAbout}
   */
  Map<Holding, Terms> configure(Map<InstanceId, InstanceConfig> next) {
    var before = new LinkedHashMap<Holding, Terms>();
    next.forEach((instance, config) -> {
      var holding = book.get(instance);
      before.put(holding, holding.terms());
      holding.configure(config);
    });
    return before;
  }

  /** Adds the new objects to the kernel, then removes those that no instance has any longer. */
  void bringAbout(Map<Holding, Terms> before) {
    before.forEach(this::addNew);
    before.forEach(this::giveUpOld);
    sweep();
  }

  private void addNew(Holding holding, Terms before) {
    var there = Holding.places(before.holdings());
    var added =
        holding.addresses().stream()
            .filter(address -> !there.containsKey(Holding.Place.of(address)))
            .toList();
    boolean serving = holding.isServing();
    if (serving && !before.holdings().equals(holding.holdings())) {
      if (!added.isEmpty() && !holding.isStatic()) {
        log.info("({}) setting VIPs.", holding.name());
      }
      if (holding.isBeingAdded()) {
        holding.planToAdd(); // the next turns add what is new too
      } else {
        objects.put(holding.objects());
      }
    }
    var earlier = before.config();
    if (earlier != null) {
      announce(holding, before.holdings(), earlier, added, serving);
    }
  }

  private static void announce(
      Holding holding,
      Holdings old,
      InstanceConfig before,
      List<VirtualAddress> added,
      boolean serving) {
    var config = holding.config();
    boolean anyLogged =
        old.all().toList().equals(holding.addresses())
            && before.announcements().equals(config.announcements())
            && before.election().handover().equals(config.election().handover());
    if (!anyLogged) {
      var placed = serving ? holding.placed() : List.<VirtualAddress>of(); // others follow later
      var places = Campaign.places(placed);
      var fresh = Campaign.places(holding.isUnderWay() ? List.of() : added);
      holding.campaign.follow(config, places, fresh);
    }
  }

  private void giveUpOld(Holding holding, Terms before) {
    var old = before.holdings();
    if (!holding.isHeld() || old.equals(holding.holdings())) {
      return;
    }
    old.objects().stream()
        .filter(object -> !holding.has(object) && !objects.isForeign(object))
        .forEach(doomed::add);
  }

  /**
   * Removes the objects that no instance has any longer; called again until the kernel has removed
   * them all. The kernel may remove other addresses together with the first one of their subnet:
   * they are restored at once.
   */
  void sweep() {
    doomed.removeIf(object -> book.isHeld(object, null));
    if (doomed.isEmpty()) {
      return;
    }
    log.info("removing {}", doomed.stream().map(VirtualObject::words).toList());
    doomed.retainAll(removals.remove(List.copyOf(doomed)));
    for (var holding : book.serving()) {
      objects.putBack(holding.expected());
      objects.putBack(holding.trackedCompanions());
    }
  }

  /**
   * Returns the objects that no instance has any longer and that the kernel has not removed yet.
   */
  Set<VirtualObject> doomed() {
    return Set.copyOf(doomed);
  }
}
