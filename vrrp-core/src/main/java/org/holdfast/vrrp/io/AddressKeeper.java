package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.io.Holding.Standing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the kernel's addresses, routes and rules equal to what the instances want: puts them there,
 * takes them away, puts back what somebody else removed, clears what an earlier life left, and
 * touches nothing else. Owned by the kernel loop.
 */
final class AddressKeeper {

  private static final Logger log = LoggerFactory.getLogger(AddressKeeper.class);

  /** How long the kernel's notifications of what goes with an address may be behind. */
  private static final long WAKE_MILLIS = 2_000;

  /** RFC 9568's priority of the router that owns the addresses: they are the host's own. */
  private static final int OWNER = 255;

  private final KernelTables kernel;
  private final RoutesAndRules routes;
  private final LifeRecord life;
  private final Ownership ownership;
  private final AddressPlacer placer;
  private final Leftovers leftovers;
  private final DuplicateWatch duplicates;
  private final Later later;
  private final BooleanSupplier alone;
  private final LossListener losses;
  private final Map<String, Holding> holdings = new LinkedHashMap<>();
  private final Set<VirtualAddress> doomed = new LinkedHashSet<>();
  private final List<VirtualAddress> lateRemovals = new ArrayList<>();
  private boolean lookPlanned;
  private boolean cleared;

  /** Is told, on the kernel loop, that a master has lost an address and is to give up. */
  interface LossListener {
    void lost(String key, VirtualAddress address);
  }

  /** Runs something on the kernel loop, later. */
  interface Later {
    void run(Runnable task, long afterMillis);
  }

  /**
   * @param alone whether no other agent lives in this network namespace
   */
  AddressKeeper(
      KernelTables kernel,
      RoutesAndRules routes,
      Refusals refusals,
      LifeRecord life,
      Later later,
      BooleanSupplier alone,
      LossListener losses) {
    this.kernel = kernel;
    this.routes = routes;
    this.life = life;
    this.later = later;
    this.alone = alone;
    this.losses = losses;
    ownership = new Ownership(life.earlierHoldings());
    placer = new AddressPlacer(kernel, ownership, refusals);
    leftovers = new Leftovers(kernel, routes, ownership);
    duplicates = new DuplicateWatch(later, this::tryAgain);
  }

  /**
   * An instance that there is from now on.
   *
   * @param key by which it is called here, whatever its name becomes
   */
  void add(String key, InstanceConfig config, Campaign campaign) {
    holdings.put(key, new Holding(key, config, campaign));
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
    holdings.values().forEach(holding -> texts.addAll(KernelRecords.texts(holding.holdings())));
    return texts;
  }

  InstanceConfig config(String key) {
    return holding(key).config;
  }

  String nameOf(String key) {
    return config(key).name();
  }

  /** The keys of the instances that stay, by their names. */
  Map<String, String> keys() {
    var keys = new HashMap<String, String>();
    holdings.values().stream()
        .filter(holding -> !holding.retired)
        .forEach(holding -> keys.put(holding.name(), holding.key));
    return keys;
  }

  // ---- Another configuration ----

  /**
   * These instances are configured so from now on. What masters hold follows: what is new is there
   * before anything goes, as an address may move from one to another.
   */
  void follow(Map<String, InstanceConfig> next) {
    var before = new LinkedHashMap<Holding, InstanceConfig>();
    next.forEach((key, config) -> {
      var holding = holding(key);
      before.put(holding, holding.config);
      holding.config = config;
    });
    life.expect(mostTexts());
    before.forEach(this::addNew);
    before.forEach(this::giveUpOld);
    sweep();
    recordHoldings();
  }

  private void addNew(Holding holding, InstanceConfig before) {
    var added = new ArrayList<>(holding.addresses());
    before.holdings().all().forEach(old -> added.removeIf(now -> Holding.isSamePlace(now, old)));
    boolean held = holding.wanted && holding.isHeld();
    if (held && !before.holdings().equals(holding.holdings())) {
      if (!added.isEmpty()) {
        log.info("({}) setting VIPs.", holding.name());
      }
      placer.put(holding.addresses());
      routes.add(holding.holdings());
    }
    boolean told =
        before.holdings().all().toList().equals(holding.addresses())
            && before.announcements().equals(holding.config.announcements())
            && before.election().handover().equals(holding.config.election().handover());
    if (!told) {
      var places = held ? places(holding.addresses()) : List.<Campaign.Place>of();
      holding.campaign.follow(holding.config, places, places(added));
    }
  }

  private void giveUpOld(Holding holding, InstanceConfig before) {
    var old = before.holdings();
    if (!holding.isHeld() || old.equals(holding.holdings())) {
      return;
    }
    routes.delete(old, held());
    old.all()
        .filter(address -> !holding.has(address) && !ownership.isForeign(address.toString()))
        .forEach(doomed::add);
  }

  private List<Holdings> held() {
    return holdings.values().stream().filter(Holding::isHeld).map(Holding::holdings).toList();
  }

  /**
   * Deletes what is nobody's any more, until the kernel has done it. The first of a subnet may have
   * taken the others with it: they are put back in the same breath.
   */
  private void sweep() {
    doomed.removeIf(address -> isHeld(address, null));
    if (doomed.isEmpty()) {
      return;
    }
    log.info("removing {}", doomed);
    var left = removeAll(List.copyOf(doomed));
    doomed.retainAll(left);
    doomed.removeIf(address -> kernel.link(address.interfaceName()).isEmpty());
    for (var holding : holdings.values()) {
      if (holding.wanted && holding.isHeld()) {
        placer.putBack(holding.expected());
        routes.add(holding.holdings());
      }
    }
  }

  private boolean isHeld(VirtualAddress address, @Nullable Holding except) {
    return holdings.values().stream()
        .filter(holding -> holding != except && holding.isHeld())
        .anyMatch(holding -> holding.has(address));
  }

  /** The instance is no more once it holds nothing. */
  void retire(String key) {
    holding(key).retired = true;
  }

  /** Forgets an instance that has been retired and holds nothing any more. */
  void buryIfOver(String key) {
    var holding = holdings.get(key);
    if (holding != null && holding.retired && !holding.wanted && !holding.isHeld()) {
      holdings.remove(key);
    }
  }

  // ---- Taking and letting go ----

  /** What the instance wants from now on; {@link #settle} brings it about. */
  void want(String instance, boolean wanted) {
    holding(instance).wanted = wanted;
  }

  /**
   * Brings about what the instance wants now. Harmless to repeat, which is what mends a settling
   * that the kernel cut short.
   *
   * @return whether nothing is left to be repeated
   */
  boolean settle(String instance) {
    var holding = holding(instance);
    if (holding.wanted) {
      take(holding);
      return true; // what the kernel refused is added by the next look at the truth
    }
    return letGo(holding);
  }

  /**
   * Addresses first, then what needs them; clients wait for them, so that the record comes last.
   * Announced even when they were there: the router that held them may have told.
   */
  private void take(Holding holding) {
    if (!holding.isHeld()) {
      holding.addresses().forEach(address -> forgetUnlessShared(holding, address));
    }
    holding.yielded = false;
    holding.standing = Standing.HELD; // also when only a part gets there
    log.info("({}) setting VIPs.", holding.name());
    placer.put(holding.addresses());
    routes.add(holding.holdings());
    holding.campaign.start(places(holding.addresses()));
    ownership.settled(KernelRecords.texts(holding.holdings()));
    recordHoldings();
  }

  private void forgetUnlessShared(Holding holding, VirtualAddress address) {
    if (!isHeld(address, holding)) {
      ownership.gone(address.toString());
    }
  }

  /**
   * Rules and routes first, then the addresses under them; those that were there before us stay.
   */
  private boolean letGo(Holding holding) {
    holding.campaign.stop();
    var standing = holding.standing;
    if (standing != Standing.FREE) {
      holding.standing = Standing.FREE; // not to be counted among those that hold, until it is done
      routes.delete(holding.holdings(), held());
      holding.standing = standing;
    }
    var addresses =
        new ArrayList<>(
            switch (standing) {
              case UNKNOWN -> leftBehind(holding);
              case HELD -> holding.addresses();
              case FREE -> List.<VirtualAddress>of();
            });
    addresses.removeIf(address -> ownership.isForeign(address.toString()));
    addresses.removeIf(address -> isHeld(address, holding));
    boolean gone = true;
    if (!addresses.isEmpty()) {
      log.info("({}) removing VIPs.", holding.name());
      gone = removeAll(addresses).isEmpty();
    }
    if (gone) {
      holding.standing = Standing.FREE;
      holding.yielded = false;
      holding.addresses().forEach(address -> duplicates.forget(address));
      ownership.settled(KernelRecords.texts(holding.holdings()));
      recordHoldings();
    }
    return gone;
  }

  /** Those of an instance that takes no part yet and that an earlier life, or keepalived, left. */
  private List<VirtualAddress> leftBehind(Holding holding) {
    routes.deleteOfKeepalived(holding.holdings());
    var present = kernel.present(holding.addresses().stream());
    boolean owner = holding.config.election().priority() == OWNER;
    var left = new ArrayList<VirtualAddress>();
    for (var address : holding.addresses()) {
      var found = kernel.find(address, present);
      if (found.isEmpty()) {
        continue;
      }
      if (ownership.isOurs(address.toString(), found.get())) {
        left.add(address);
      } else if (!owner && looksLeftBehind(address, found.get())) {
        log.info(
            "({}) {} is there, as a killed keepalived leaves it, and this router is not master:"
                + " removing it",
            holding.name(),
            address);
        left.add(address);
      } else {
        log.warn("{} is there, and it is none of ours: it is left alone", address);
      }
    }
    return left;
  }

  private boolean looksLeftBehind(VirtualAddress address, LinkAddress present) {
    return !kernel.isLoopback(present.link())
        && kernel
            .record(address)
            .filter(one -> KernelRecords.looksLeftBehind(one, present, address.interfaceName()))
            .isPresent();
  }

  /** Removes addresses, and sees to those that the kernel may have removed with them. */
  private List<VirtualAddress> removeAll(List<VirtualAddress> addresses) {
    lateRemovals.addAll(addresses);
    later.run(() -> lateRemovals.removeAll(addresses), WAKE_MILLIS);
    var left = placer.remove(addresses);
    if (!lookPlanned && holdings.values().stream().anyMatch(one -> one.wanted && one.isHeld())) {
      lookPlanned = true;
      later.run(this::putBackWhatWentAlong, 0);
    }
    return left;
  }

  private void putBackWhatWentAlong() {
    lookPlanned = false;
    var present = kernel.present(wantedAddresses());
    for (var holding : holdings.values()) {
      if (!holding.wanted || !holding.isHeld()) {
        continue;
      }
      var missing =
          holding.expected().stream()
              .filter(address -> kernel.find(address, present).isEmpty())
              .filter(this::wentAlong)
              .toList();
      var back = placer.putBack(missing);
      if (!back.isEmpty()) {
        log.info("({}) {} went with others of their subnets: put back", holding.name(), back);
        holding.campaign.once(places(List.copyOf(back)));
      }
      if (!RoutesAndRules.isEmpty(holding.holdings())) {
        routes.add(holding.holdings());
      }
    }
  }

  /**
   * Whether the kernel may have removed it with an address of ours: IPv4 alone has such subnets.
   */
  private boolean wentAlong(VirtualAddress address) {
    return address.address().family() == Family.IPV4
        && lateRemovals.stream()
            .anyMatch(removed ->
                removed.interfaceName().equals(address.interfaceName())
                    && removed.prefix().length() == address.prefix().length()
                    && removed.prefix().contains(address.address()));
  }

  private static List<Campaign.Place> places(List<VirtualAddress> addresses) {
    return addresses.stream()
        .map(address -> new Campaign.Place(address.address(), address.interfaceName()))
        .toList();
  }

  /**
   * A link has come, perhaps in place of one that was deleted, or has another MAC: what is held
   * there is put there and told.
   */
  void linkChanged(String name) {
    for (var holding : holdings.values()) {
      var there =
          holding.expected().stream()
              .filter(address -> address.interfaceName().equals(name))
              .toList();
      if (holding.wanted && !there.isEmpty()) {
        placer.put(there);
        holding.campaign.once(places(there));
      }
    }
  }

  void reannounce(String instance) {
    var holding = holding(instance);
    if (holding.wanted) {
      holding.campaign.again();
    }
  }

  /**
   * The instance is no longer master: it announces nothing, and keeps its addresses for now. Only
   * those that its successor is to probe for go at once: the probe would find them here, and the
   * successor could not use them.
   */
  void silence(String instance) {
    var holding = holding(instance);
    holding.campaign.stop();
    var probed =
        holding.addresses().stream()
            .filter(VirtualAddress::duplicateAddressDetection)
            .filter(address -> !ownership.isForeign(address.toString()))
            .filter(address -> !isHeld(address, holding))
            .toList();
    if (holding.isHeld() && !probed.isEmpty()) {
      log.info("({}) removing {}, for which the next master is to probe", holding.name(), probed);
      holding.yielded = true;
      removeAll(probed);
    }
  }

  /** Once, where a unicast instance's own source address is: its peers may have forgotten. */
  void announceSource(String instance, IpAddress source) {
    var holding = holding(instance);
    holding.campaign.ownSource(new Campaign.Place(source, holding.config.interfaceName()));
  }

  /** What an earlier life held and this configuration does not know any more. */
  void clearForgotten() {
    var wanted = holdings.values().stream().map(Holding::holdings).toList();
    cleared = leftovers.clear(wanted, alone.getAsBoolean());
    recordHoldings();
  }

  /** All that is in the kernel and ours to remove, now or in a later life. */
  private void recordHoldings() {
    var texts = new LinkedHashSet<String>(ownership.earlier());
    doomed.forEach(address -> texts.add(address.toString()));
    holdings.values().stream()
        .filter(Holding::isHeld)
        .forEach(holding -> texts.addAll(KernelRecords.texts(holding.holdings())));
    texts.removeIf(ownership::isForeign);
    life.holdings(List.copyOf(texts));
  }

  // ---- The truth ----

  /** An address is gone, by our hand or another's. */
  void addressRemoved(LinkAddress removed) {
    for (var holding : holdings.values()) {
      if (!holding.wanted) {
        continue;
      }
      for (var address : holding.expected()) {
        if (address.tracked() && kernel.matches(address, removed)) {
          lost(holding, address);
        }
      }
    }
  }

  /** An address has come or changed: duplicate address detection may be over. */
  void addressChanged(LinkAddress present) {
    for (var holding : holdings.values()) {
      if (!holding.wanted || !holding.isHeld()) {
        continue;
      }
      for (var address : holding.addresses()) {
        if (kernel.matches(address, present)) {
          lookAtDetection(holding, address, present);
        }
      }
    }
  }

  private void lookAtDetection(Holding holding, VirtualAddress address, LinkAddress present) {
    if (ownership.isOurs(address.toString(), present)
        && duplicates.hasChanged(holding.name(), address, present)) {
      holding.campaign.once(places(List.of(address)));
    }
  }

  /** An address that another host had: perhaps it has let go. */
  private void tryAgain(VirtualAddress address) {
    boolean wanted =
        holdings.values().stream().anyMatch(one -> one.wanted && one.isHeld() && one.has(address));
    if (wanted) {
      placer.replace(address);
    } else {
      duplicates.forget(address);
    }
  }

  /**
   * Compares all that is wanted with what is there; for when notifications were lost, and now and
   * then.
   */
  void verify() {
    sweep();
    if (!cleared) {
      clearForgotten();
    }
    var present = kernel.present(wantedAddresses());
    for (var holding : holdings.values()) {
      if (!holding.wanted) {
        continue;
      }
      for (var address : holding.expected()) {
        var found = kernel.find(address, present);
        if (found.isPresent()) {
          lookAtDetection(holding, address, found.get());
        } else if (address.tracked() || !ownership.isHeld(address.toString())) {
          lost(holding, address);
        }
      }
      routes.add(holding.holdings());
    }
  }

  private void lost(Holding holding, VirtualAddress address) {
    var instance = holding.name();
    if (!ownership.isHeld(address.toString())) {
      // It has never been there: nobody has removed it.
      if (!placer.put(List.of(address)).isEmpty()) {
        log.info("({}) {} could be added at last", instance, address);
        holding.campaign.once(places(List.of(address)));
        recordHoldings();
      }
      return;
    }
    switch (holding.holdings().onAddressLoss()) {
      case RESTORE -> {
        // The notification may be of a removal of ours that has been overtaken: adding tells.
        if (!placer.put(List.of(address)).isEmpty()) {
          if (wentAlong(address)) {
            log.info("({}) {} went with others of its subnet: put back", instance, address);
          } else {
            holding.restored++;
            log.warn("({}) {} was removed by somebody else: put back", instance, address);
          }
          holding.campaign.once(places(List.of(address)));
        }
      }
      case FAILOVER -> {
        var present = kernel.present(Stream.of(address));
        if (present.isWhole() && kernel.find(address, present).isEmpty()) {
          losses.lost(holding.key, address);
        }
      }
    }
  }

  /** Whether the kernel has it, ready for use. */
  Predicate<VirtualAddress> found() {
    var present =
        kernel.present(holdings.values().stream().flatMap(holding -> holding.addresses().stream()));
    return address ->
        kernel
            .find(address, present)
            .filter(one -> (one.flags() & LinkAddress.DAD_FAILED) == 0)
            .isPresent();
  }

  private Stream<VirtualAddress> wantedAddresses() {
    return holdings.values().stream()
        .filter(holding -> holding.wanted)
        .flatMap(holding -> holding.addresses().stream());
  }

  List<VirtualAddress> addresses(String instance) {
    return holding(instance).addresses();
  }

  boolean isAdvertised(String instance, VirtualAddress address) {
    return holding(instance).holdings().advertised().contains(address);
  }

  long restored(String instance) {
    return holding(instance).restored;
  }

  long announced(String instance) {
    return holding(instance).campaign.sent();
  }

  Campaign campaign(String instance) {
    return holding(instance).campaign;
  }

  private Holding holding(String instance) {
    var holding = holdings.get(instance);
    if (holding == null) {
      throw new IllegalStateException("no instance " + instance);
    }
    return holding;
  }
}
