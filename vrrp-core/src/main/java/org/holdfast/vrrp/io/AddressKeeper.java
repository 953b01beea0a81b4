package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.Outcome;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualAddress;
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

  /** keepalived's mark: a director that is swapped finds what a killed keepalived left. */
  private static final int KEEPALIVED = 0x12;

  private final KernelTables kernel;
  private final LifeRecord life;
  private final Set<String> earlier;
  private final LossListener losses;
  private final Map<String, Holding> holdings = new LinkedHashMap<>();
  private final Set<VirtualAddress> doomed = new LinkedHashSet<>();

  /** Is told, on the kernel loop, that a master has lost an address and is to give up. */
  interface LossListener {
    void lost(String key, VirtualAddress address);
  }

  AddressKeeper(KernelTables kernel, LifeRecord life, LossListener losses) {
    this.kernel = kernel;
    this.life = life;
    this.earlier = new HashSet<>(life.earlierHoldings());
    this.losses = losses;
  }

  /** What this life has done about an instance's addresses. */
  private enum Standing {
    /** Nothing yet: an earlier life may have left them. */
    UNKNOWN,
    HELD,
    FREE
  }

  /** What one instance holds or not. */
  private static final class Holding {
    private final String key;
    private final Campaign campaign;
    private InstanceConfig config;
    private boolean wanted;
    private boolean retired;
    private Standing standing = Standing.UNKNOWN;
    private Set<VirtualAddress> foreign = Set.of();
    private long restored;

    private Holding(String key, InstanceConfig config, Campaign campaign) {
      this.key = key;
      this.config = config;
      this.campaign = campaign;
    }

    private List<VirtualAddress> addresses() {
      return config.holdings().all().toList();
    }

    private boolean has(VirtualAddress address) {
      return config.holdings().all().anyMatch(held -> isSamePlace(held, address));
    }
  }

  /**
   * An instance that there is from now on.
   *
   * @param key by which it is called here, whatever its name becomes
   */
  void add(String key, InstanceConfig config, Campaign campaign) {
    holdings.put(key, new Holding(key, config, campaign));
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
        .forEach(holding -> keys.put(holding.config.name(), holding.key));
    return keys;
  }

  // ---- Another configuration ----

  /**
   * These instances are configured so from now on. What masters hold follows: what is new is there
   * before anything goes, as an address may move from one to another.
   */
  void follow(Map<String, InstanceConfig> next) {
    var before = new LinkedHashMap<Holding, InstanceConfig>();
    next.forEach(
        (key, config) -> {
          var holding = holding(key);
          before.put(holding, holding.config);
          holding.config = config;
        });
    before.forEach(this::addNew);
    before.forEach(this::giveUpOld);
    sweep();
    recordHoldings();
  }

  private void addNew(Holding holding, InstanceConfig before) {
    var added = new ArrayList<>(holding.addresses());
    before.holdings().all().forEach(old -> added.removeIf(now -> isSamePlace(now, old)));
    boolean held = holding.wanted && holding.standing == Standing.HELD;
    if (held && !added.isEmpty()) {
      log.info("({}) setting VIPs.", holding.config.name());
      noteForeign(holding, kernel.add(added));
    }
    if (held && !before.holdings().equals(holding.config.holdings())) {
      kernel.addRoutesAndRules(holding.config.holdings());
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
    if (holding.standing != Standing.HELD || old.equals(holding.config.holdings())) {
      return;
    }
    var routes = new ArrayList<>(old.routes());
    var rules = new ArrayList<>(old.rules());
    for (var other : holdings.values()) {
      if (other.standing == Standing.HELD) {
        routes.removeAll(other.config.holdings().routes());
        rules.removeAll(other.config.holdings().rules());
      }
    }
    kernel.deleteRoutesAndRules(
        new Holdings(List.of(), List.of(), routes, rules, old.onAddressLoss()));
    old.all()
        .filter(address -> !holding.has(address) && !holding.foreign.contains(address))
        .forEach(doomed::add);
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
    kernel
        .delete(List.copyOf(doomed))
        .forEach(
            (address, outcome) -> {
              if (outcome instanceof Outcome.Settled) {
                doomed.remove(address);
              }
            });
    doomed.removeIf(address -> kernel.link(address.interfaceName()).isEmpty());
    for (var holding : holdings.values()) {
      if (holding.wanted && holding.standing == Standing.HELD) {
        kernel.add(holding.addresses());
        kernel.addRoutesAndRules(holding.config.holdings());
      }
    }
  }

  private boolean isHeld(VirtualAddress address, @Nullable Holding except) {
    return holdings.values().stream()
        .filter(holding -> holding != except && holding.standing == Standing.HELD)
        .anyMatch(holding -> holding.has(address));
  }

  private static boolean isSamePlace(VirtualAddress one, VirtualAddress other) {
    return one.prefix().equals(other.prefix()) && one.interfaceName().equals(other.interfaceName());
  }

  /** The instance is no more once it holds nothing. */
  void retire(String key) {
    holding(key).retired = true;
  }

  /** Forgets an instance that has been retired and holds nothing any more. */
  void buryIfOver(String key) {
    var holding = holdings.get(key);
    if (holding != null
        && holding.retired
        && !holding.wanted
        && holding.standing != Standing.HELD) {
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
   * Addresses first, then what needs them. Announced even when they were there: whoever held them
   * may have told.
   */
  private void take(Holding holding) {
    boolean anew = holding.standing != Standing.HELD;
    holding.standing = Standing.HELD; // also when only a part gets there
    recordHoldings();
    log.info("({}) setting VIPs.", holding.config.name());
    var outcomes = kernel.add(holding.addresses());
    if (anew) {
      holding.foreign = Set.of();
      noteForeign(holding, outcomes);
    }
    kernel.addRoutesAndRules(holding.config.holdings());
    holding.campaign.start(places(holding.addresses()));
  }

  private void noteForeign(Holding holding, Map<VirtualAddress, Outcome> outcomes) {
    if (outcomes.containsValue(Outcome.Settled.ALREADY_THERE)) {
      var ours = ours(List.copyOf(outcomes.keySet()));
      var foreign = new HashSet<>(holding.foreign);
      outcomes.entrySet().stream()
          .filter(added -> added.getValue() == Outcome.Settled.ALREADY_THERE)
          .map(Map.Entry::getKey)
          .filter(address -> !ours.contains(address))
          .forEach(foreign::add);
      holding.foreign = foreign;
    }
  }

  /**
   * Rules and routes first, then the addresses under them; those that were there before us stay.
   */
  private boolean letGo(Holding holding) {
    holding.campaign.stop();
    kernel.deleteRoutesAndRules(holding.config.holdings());
    var addresses =
        new ArrayList<>(
            switch (holding.standing) {
              case UNKNOWN -> ours(holding.addresses());
              case HELD -> holding.addresses();
              case FREE -> List.<VirtualAddress>of();
            });
    addresses.removeAll(holding.foreign);
    addresses.removeIf(address -> isHeld(address, holding));
    boolean gone = true;
    if (!addresses.isEmpty()) {
      log.info("({}) removing VIPs.", holding.config.name());
      gone = kernel.delete(addresses).values().stream().allMatch(Outcome.Settled.class::isInstance);
    }
    if (gone) {
      holding.standing = Standing.FREE;
      holding.foreign = Set.of();
      recordHoldings();
    }
    return gone;
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
          holding.addresses().stream()
              .filter(address -> address.interfaceName().equals(name))
              .toList();
      if (holding.wanted && !there.isEmpty()) {
        kernel.add(there);
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

  /** The instance is no longer master: it announces nothing, and keeps its addresses for now. */
  void silence(String instance) {
    holding(instance).campaign.stop();
  }

  /** Once, where a unicast instance's own source address is: its peers may have forgotten. */
  void announceSource(String instance, IpAddress source) {
    var holding = holding(instance);
    holding.campaign.ownSource(new Campaign.Place(source, holding.config.interfaceName()));
  }

  /** What an earlier life held and this configuration does not know any more. */
  void clearForgotten() {
    var forgotten = new HashSet<>(earlier);
    holdings
        .values()
        .forEach(holding -> forgotten.removeAll(KernelRecords.texts(holding.config.holdings())));
    if (!forgotten.isEmpty()) {
      kernel.clear(forgotten);
    }
  }

  /**
   * Those that are there and ours: by our mark or keepalived's, or because an earlier life wrote
   * them down.
   */
  private List<VirtualAddress> ours(List<VirtualAddress> configured) {
    var present = kernel.present(configured.stream());
    var ours = new ArrayList<VirtualAddress>();
    for (var address : configured) {
      var found = kernel.find(address, present);
      if (found.isPresent()) {
        if (found.get().protocol() == RouteKernel.PROTOCOL
            || found.get().protocol() == KEEPALIVED
            || earlier.contains(address.toString())) {
          ours.add(address);
        } else {
          log.warn("{} is there, and it is none of ours: it is left alone", address);
        }
      }
    }
    return ours;
  }

  private void recordHoldings() {
    var texts = new ArrayList<String>();
    holdings.values().stream()
        .filter(holding -> holding.standing == Standing.HELD)
        .forEach(holding -> texts.addAll(KernelRecords.texts(holding.config.holdings())));
    life.holdings(texts);
  }

  // ---- The truth ----

  /** An address is gone, by our hand or another's. */
  void addressRemoved(LinkAddress removed) {
    for (var holding : holdings.values()) {
      if (!holding.wanted) {
        continue;
      }
      for (var address : holding.addresses()) {
        if (address.tracked() && kernel.matches(address, removed)) {
          lost(holding, address);
        }
      }
    }
  }

  /**
   * Compares all that is wanted with what is there; for when notifications were lost, and now and
   * then.
   */
  void verify() {
    sweep();
    var present = kernel.present(wantedAddresses());
    for (var holding : holdings.values()) {
      if (!holding.wanted) {
        continue;
      }
      for (var address : holding.addresses()) {
        if (address.tracked() && kernel.find(address, present).isEmpty()) {
          lost(holding, address);
        }
      }
      kernel.addRoutesAndRules(holding.config.holdings());
    }
  }

  private void lost(Holding holding, VirtualAddress address) {
    var instance = holding.config.name();
    switch (holding.config.holdings().onAddressLoss()) {
      case RESTORE -> {
        // The notification may be of a removal of ours that has been overtaken: adding tells.
        if (kernel.add(List.of(address)).containsValue(Outcome.Settled.DONE)) {
          holding.restored++;
          log.warn("({}) {} was removed by somebody else: put back", instance, address);
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

  /** Whether the kernel has it. */
  Predicate<VirtualAddress> found() {
    var present =
        kernel.present(holdings.values().stream().flatMap(holding -> holding.addresses().stream()));
    return address -> kernel.find(address, present).isPresent();
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
    return holding(instance).config.holdings().advertised().contains(address);
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
