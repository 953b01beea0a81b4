package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.Outcome;
import org.holdfast.linux.route.Route;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.linux.route.Rule;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualAddress;
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

  private final RouteKernel kernel;
  private final LifeRecord life;
  private final Set<String> earlier;
  private final LossListener losses;
  private final Map<String, Link> links = new HashMap<>();
  private final Map<String, Holding> holdings = new LinkedHashMap<>();

  /** Is told, on the kernel loop, that a master has lost an address and is to give up. */
  interface LossListener {
    void lost(String instance, VirtualAddress address);
  }

  AddressKeeper(RouteKernel kernel, LifeRecord life, LossListener losses) {
    this.kernel = kernel;
    this.life = life;
    this.earlier = new HashSet<>(life.earlierHoldings());
    this.losses = losses;
  }

  /** What one instance holds or not. */
  private static final class Holding {
    private final InstanceConfig config;
    private final Announcer.Campaign campaign;
    private boolean wanted;
    private long restored;

    private Holding(InstanceConfig config, Announcer.Campaign campaign) {
      this.config = config;
      this.campaign = campaign;
    }

    private List<VirtualAddress> addresses() {
      return config.holdings().all().toList();
    }

    /** All of it as the life record names it, so that the next life knows it again. */
    private Stream<String> texts() {
      var records = config.holdings();
      return Stream.of(
              records.all().map(VirtualAddress::toString),
              records.routes().stream().map(route -> text(KernelRecords.route(route, _ -> 0))),
              records.rules().stream().map(rule -> text(KernelRecords.rule(rule))))
          .flatMap(Function.identity());
    }

    /** By what the kernel gives back as it was given, which a route's device or metric is not. */
    private static String text(Route route) {
      return "route %s table %d".formatted(route.destination(), route.table());
    }

    private static String text(Rule rule) {
      return "rule %s priority %d".formatted(rule.family(), rule.priority().orElse(0));
    }
  }

  void add(InstanceConfig config, Announcer.Campaign campaign) {
    holdings.put(config.name(), new Holding(config, campaign));
  }

  void linkIs(Link link) {
    links.put(link.name(), link);
  }

  void linkGone(Link link) {
    links.remove(link.name(), link);
  }

  // ---- Taking and letting go ----

  /**
   * Addresses first, then what needs them. Announced even when they were there: whoever held them
   * may have told.
   */
  void acquire(String instance) {
    var holding = holding(instance);
    holding.wanted = true;
    recordHoldings();
    log.info("({}) setting VIPs.", instance);
    addAddresses(holding.addresses());
    addRoutesAndRules(holding);
    holding.campaign.start(places(holding.addresses()));
  }

  /** Rules and routes first, then the addresses under them. */
  void release(String instance) {
    var holding = holding(instance);
    boolean held = holding.wanted;
    holding.wanted = false;
    holding.campaign.stop();
    deleteRoutesAndRules(holding);
    var addresses = held ? holding.addresses() : leftovers(holding.addresses());
    if (!addresses.isEmpty()) {
      log.info("({}) removing VIPs.", instance);
      deleteAddresses(addresses);
    }
    recordHoldings();
  }

  void reannounce(String instance) {
    var holding = holding(instance);
    if (holding.wanted) {
      holding.campaign.again();
    }
  }

  /** Once, where a unicast instance's own source address is: its peers may have forgotten. */
  void announceSource(String instance, IpAddress source) {
    var holding = holding(instance);
    var link = links.get(holding.config.interfaceName());
    if (link != null) {
      holding.campaign.once(List.of(new Announcer.Place(source, link)));
    }
  }

  /** What an earlier life held and this configuration does not know any more. */
  void clearForgotten() {
    var forgotten = new HashSet<>(earlier);
    holdings.values().forEach(holding -> holding.texts().forEach(forgotten::remove));
    if (forgotten.isEmpty()) {
      return;
    }
    for (var family : Family.values()) {
      forget(
          kernel.rules(family).stream().filter(rule -> rule.protocol() == RouteKernel.PROTOCOL),
          rule -> forgotten.contains(Holding.text(rule)),
          kernel::deleteRule);
      forget(
          kernel.routes(family).stream().filter(route -> route.protocol() == RouteKernel.PROTOCOL),
          route -> forgotten.contains(Holding.text(route)),
          kernel::deleteRoute);
    }
    var byIndex = new HashMap<Integer, String>();
    links.values().forEach(link -> byIndex.put(link.index(), link.name()));
    forget(
        kernel.addresses().stream(),
        found -> forgotten.contains(found.prefix() + " dev " + byIndex.get(found.link())),
        found -> kernel.deleteAddresses(List.of(found)).getFirst());
  }

  private static <T> void forget(
      Stream<T> found, Predicate<T> isForgotten, Function<T, Outcome> delete) {
    for (var one : found.filter(isForgotten).toList()) {
      log.info("removing {}, which an earlier life left and nobody wants", one);
      warnOfRefusals(List.of(delete.apply(one)));
    }
  }

  /**
   * Those that are there and ours: by our mark or keepalived's, or because an earlier life wrote
   * them down.
   */
  private List<VirtualAddress> leftovers(List<VirtualAddress> configured) {
    var found = kernel.addresses();
    var ours = new ArrayList<VirtualAddress>();
    for (var address : configured) {
      for (var present : found) {
        if (!matches(address, present)) {
          continue;
        }
        if (present.protocol() == RouteKernel.PROTOCOL
            || present.protocol() == KEEPALIVED
            || earlier.contains(address.toString())) {
          ours.add(address);
        } else {
          log.warn("{} is there although we are not master, and it is none of ours", address);
        }
      }
    }
    return ours;
  }

  private boolean matches(VirtualAddress configured, LinkAddress present) {
    var link = links.get(configured.interfaceName());
    return link != null
        && link.index() == present.link()
        && configured.prefix().equals(present.prefix());
  }

  private void recordHoldings() {
    var texts = new ArrayList<String>();
    holdings.values().stream()
        .filter(holding -> holding.wanted)
        .forEach(holding -> holding.texts().forEach(texts::add));
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
        if (address.tracked() && matches(address, removed)) {
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
    var found = kernel.addresses();
    for (var holding : holdings.values()) {
      if (!holding.wanted) {
        continue;
      }
      for (var address : holding.addresses()) {
        if (address.tracked() && found.stream().noneMatch(present -> matches(address, present))) {
          lost(holding, address);
        }
      }
      addRoutesAndRules(holding);
    }
  }

  private void lost(Holding holding, VirtualAddress address) {
    var instance = holding.config.name();
    switch (holding.config.holdings().onAddressLoss()) {
      case RESTORE -> {
        // The notification may be of a removal of ours that has been overtaken: adding tells.
        if (addAddresses(List.of(address)).contains(Outcome.Settled.DONE)) {
          holding.restored++;
          log.warn("({}) {} was removed by somebody else: put back", instance, address);
          holding.campaign.once(places(List.of(address)));
        }
      }
      case FAILOVER -> {
        if (kernel.addresses().stream().noneMatch(present -> matches(address, present))) {
          losses.lost(instance, address);
        }
      }
    }
  }

  /** Whether the kernel has it. */
  Predicate<VirtualAddress> found() {
    var present = kernel.addresses();
    return address -> present.stream().anyMatch(one -> matches(address, one));
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

  // ---- The kernel ----

  private List<Outcome> addAddresses(List<VirtualAddress> addresses) {
    return warnOfRefusals(kernel.addAddresses(onTheirLinks(addresses)));
  }

  private void deleteAddresses(List<VirtualAddress> addresses) {
    warnOfRefusals(kernel.deleteAddresses(onTheirLinks(addresses)));
  }

  private List<LinkAddress> onTheirLinks(List<VirtualAddress> addresses) {
    var placed = new ArrayList<LinkAddress>();
    for (var address : addresses) {
      var link = links.get(address.interfaceName());
      if (link == null) {
        log.warn("{}: the link does not exist", address);
      } else {
        placed.add(KernelRecords.address(address, link.index()));
      }
    }
    return placed;
  }

  private void addRoutesAndRules(Holding holding) {
    var config = holding.config.holdings();
    var outcomes = new ArrayList<Outcome>();
    config
        .routes()
        .forEach(r -> outcomes.add(kernel.addRoute(KernelRecords.route(r, this::index))));
    config.rules().forEach(rule -> outcomes.add(kernel.addRule(KernelRecords.rule(rule))));
    warnOfRefusals(outcomes);
  }

  private void deleteRoutesAndRules(Holding holding) {
    var config = holding.config.holdings();
    var outcomes = new ArrayList<Outcome>();
    config.rules().forEach(rule -> outcomes.add(kernel.deleteRule(KernelRecords.rule(rule))));
    config
        .routes()
        .forEach(r -> outcomes.add(kernel.deleteRoute(KernelRecords.route(r, this::index))));
    warnOfRefusals(outcomes);
  }

  private int index(String linkName) {
    var link = links.get(linkName);
    return link == null ? 0 : link.index();
  }

  private static List<Outcome> warnOfRefusals(List<Outcome> outcomes) {
    for (var outcome : outcomes) {
      if (outcome instanceof Outcome.Refused(var why)) {
        log.warn("{}", why.getMessage());
      }
    }
    return outcomes;
  }

  private List<Announcer.Place> places(List<VirtualAddress> addresses) {
    var places = new ArrayList<Announcer.Place>();
    for (var address : addresses) {
      var link = links.get(address.interfaceName());
      if (link != null) {
        places.add(new Announcer.Place(address.address(), link));
      }
    }
    return places;
  }

  private Holding holding(String instance) {
    var holding = holdings.get(instance);
    if (holding == null) {
      throw new IllegalStateException("no instance " + instance);
    }
    return holding;
  }
}
