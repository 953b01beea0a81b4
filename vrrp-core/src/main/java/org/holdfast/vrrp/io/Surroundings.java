package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links and addresses around the instances, and what follows from them: open ports, faults,
 * shares of priorities. Owned by the election loop.
 */
final class Surroundings {

  private static final Logger log = LoggerFactory.getLogger(Surroundings.class);

  private final LinkBook book;
  private final List<Resident> residents = new ArrayList<>();

  private record Resident(Instance instance, AdvertPort port) {}

  Surroundings(List<InstanceConfig> instances) {
    book = new LinkBook(instances);
  }

  void add(Instance instance, AdvertPort port) {
    residents.add(new Resident(instance, port));
  }

  /** These are all there will be: their addresses are nobody's source. */
  void instancesAre(List<InstanceConfig> instances) {
    book.instancesAre(instances);
  }

  /** An instance is no more. */
  void remove(Instance instance) {
    residents.stream()
        .filter(resident -> resident.instance() == instance)
        .forEach(resident -> resident.port().close());
    residents.removeIf(resident -> resident.instance() == instance);
  }

  /** An instance's terms have changed: its port, and what the links mean to it. */
  void changed(Instance instance, AdvertPort port) {
    for (int i = 0; i < residents.size(); i++) {
      var before = residents.get(i);
      if (before.instance() == instance) {
        var after = new Resident(instance, port);
        residents.set(i, after);
        refresh(after);
        if (before.port() != port) {
          before.port().close(); // after the new one is open: what they share stays open
        }
      }
    }
  }

  /**
   * As {@link #check} says, with how things stand before anything starts.
   *
   * @throws UnknownInterfaceException when a link that an instance names does not exist
   */
  void begin(List<Link> links, List<LinkAddress> addresses) {
    book.replaceAll(links, addresses);
    check(residents.stream().map(resident -> resident.instance().config()).toList());
  }

  /**
   * Whether there is every link that these instances name.
   *
   * @throws UnknownInterfaceException when one does not exist
   */
  void check(List<InstanceConfig> instances) {
    for (var config : instances) {
      config
          .interfaceNames()
          .filter(name -> !book.exists(name))
          .findFirst()
          .ifPresent(name -> {
            throw new UnknownInterfaceException(config.name(), name, book.names());
          });
    }
  }

  /** Opens the instance's port if it can be; what keeps the instance from taking part. */
  Set<FaultReason> faultsAtStart(Instance instance) {
    var faults = new HashSet<FaultReason>(instance.undecidedTracks());
    for (var resident : residents) {
      if (resident.instance() == instance) {
        weigh(instance);
        look(resident)
            .forEach((reason, faulty) -> {
              if (faulty) {
                faults.add(reason);
              }
            });
      }
    }
    return faults;
  }

  /** Whether the kernel has an address of the instance, or the instance has none. */
  boolean holdsItsOwn(InstanceConfig instance) {
    return instance.holdings().all().findAny().isEmpty() || book.holdsAny(instance);
  }

  /** Takes what the kernel reports. */
  void take(KernelSide.News news) {
    switch (news) {
      case KernelSide.News.LinkIs(var link) -> {
        boolean wasUp = book.isUp(link.name());
        var before = book.nameOf(link.index()).filter(name -> !name.equals(link.name()));
        book.linkIs(link);
        before.ifPresent(this::refreshThoseOn);
        if (wasUp != book.isUp(link.name())) {
          log.info("Netlink reports {} {}", link.name(), wasUp ? "down" : "up");
        }
        refreshThoseOn(link.name());
      }
      case KernelSide.News.LinkGone(var link) -> {
        book.linkGone(link);
        log.info("Netlink reports {} gone", link.name());
        refreshThoseOn(link.name());
      }
      case KernelSide.News.AddressIs(var address) -> {
        book.addressIs(address);
        refreshThoseFrom(address);
      }
      case KernelSide.News.AddressGone(var address) -> {
        book.addressGone(address);
        refreshThoseFrom(address);
      }
      case KernelSide.News.Everything(var links, var addresses) -> {
        book.replaceAll(links, addresses);
        residents.forEach(this::refresh);
      }
    }
  }

  private void refreshThoseOn(String link) {
    for (var resident : residents) {
      if (resident.instance().dependsOn(link)) {
        refresh(resident);
      }
    }
  }

  /**
   * A virtual address is nobody's source: the many that come and go at a takeover concern no port.
   */
  private void refreshThoseFrom(LinkAddress address) {
    if (!book.isVirtual(address)) {
      residents.forEach(this::refresh);
    }
  }

  /**
   * The port first, then new faults, then those that have gone: no instance acts on half of what
   * has changed.
   */
  private void refresh(Resident resident) {
    var instance = resident.instance();
    weigh(instance);
    var faults = look(resident);
    faults.forEach((reason, faulty) -> {
      if (faulty) {
        instance.on(new Event.FaultRaised(reason));
      }
    });
    faults.forEach((reason, faulty) -> {
      if (!faulty) {
        instance.on(new Event.FaultCleared(reason));
      }
    });
  }

  private void weigh(Instance instance) {
    for (var link : instance.weighedLinks()) {
      var verdict = book.isUp(link) ? TrackVerdict.WELL : TrackVerdict.FAILED;
      instance.trackHeard(TrackKind.INTERFACE, link, verdict);
    }
  }

  /** Each fault that the surroundings can bring, and whether it stands. */
  private Map<FaultReason, Boolean> look(Resident resident) {
    var config = resident.instance().config();
    var faults = new LinkedHashMap<FaultReason, Boolean>();
    for (var needed : resident.instance().requiredLinks()) {
      boolean exists = book.exists(needed);
      faults.put(new FaultReason.InterfaceMissing(needed), !exists);
      faults.put(new FaultReason.InterfaceDown(needed), exists && !book.isUp(needed));
    }
    var source = book.source(config);
    faults.put(new FaultReason.NoSourceAddress(config.interfaceName()), source.isEmpty());
    faults.put(
        new FaultReason.SocketFailed("no sockets on " + config.interfaceName()),
        !openPort(resident, source));
    return faults;
  }

  /** Whether the port is as it should be: open, or closed for want of a link or a source. */
  private boolean openPort(Resident resident, Optional<IpAddress> source) {
    var instance = resident.instance();
    var device = book.device(instance.config().interfaceName());
    if (device.isEmpty()) {
      resident.port().close();
      return true;
    }
    if (source.isEmpty()) {
      return true; // what is open stays: priority 0 may still go out by it
    }
    instance.sourceIs(source.get());
    try {
      resident.port().open(device.get(), source.get(), instance::received);
      return true;
    } catch (RuntimeException e) {
      log.error("({}) {}", instance.name(), e.getMessage());
      return false;
    }
  }

  /** A lack of descriptors or memory passes: what should be open and is not is tried again. */
  void openWhatFailed() {
    for (var resident : residents) {
      var config = resident.instance().config();
      boolean shouldBeOpen = book.exists(config.interfaceName()) && book.source(config).isPresent();
      if (shouldBeOpen && !resident.port().isOpen()) {
        refresh(resident);
      }
    }
  }

  void close() {
    residents.forEach(resident -> resident.port().close());
  }
}
