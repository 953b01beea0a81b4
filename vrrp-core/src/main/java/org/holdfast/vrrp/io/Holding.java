package org.holdfast.vrrp.io;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.StaticConfig;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualDrop;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VirtualObject;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one instance and whether it holds them, or the static objects. Owned by the kernel
 * loop.
 */
final class Holding {

  /** Whether this process has added or removed the objects. */
  enum Standing {
    /** Nothing yet: an earlier run may have left some of them. */
    UNKNOWN,
    HELD,
    FREE
  }

  final InstanceId instance;
  final Campaign campaign;
  private Holdings holdings;
  private List<String> texts;

  /** The addresses by their places; null until they are needed. */
  private @Nullable Map<Place, VirtualAddress> places;

  /** The static holding's addresses that belong to links of instances. */
  private List<VirtualAddress> ofLinks = List.of();

  /** Null for the static objects. */
  private @Nullable InstanceConfig config;

  boolean wanted;
  boolean retired;

  /** What the next turns of the loop add or remove, in this order. */
  private final Deque<List<VirtualObject>> portions = new ArrayDeque<>();

  /** The number of addresses in the portions that are still to be added. */
  private int unplaced;

  /** Whether the kernel has refused to remove an object of an earlier portion. */
  boolean refused;

  Standing standing = Standing.UNKNOWN;

  /**
   * Whether the instance still serves but has removed the addresses that the next master probes
   * for.
   */
  boolean yielded;

  private final Map<String, Long> restored = new TreeMap<>();

  Holding(InstanceId instance, InstanceConfig config, Campaign campaign) {
    this(instance, config.holdings(), config, campaign);
  }

  /** Creates the holding of the static objects, which no instance has. */
  Holding(InstanceId statics, Holdings holdings) {
    this(statics, holdings, null, Campaign.silent());
  }

  private Holding(
      InstanceId instance, Holdings holdings, @Nullable InstanceConfig config, Campaign campaign) {
    this.instance = instance;
    this.holdings = holdings;
    this.texts = KernelRecords.texts(holdings);
    this.config = config;
    this.campaign = campaign;
  }

  /** Where an address is: a link has room for one with that prefix. */
  record Place(IpPrefix prefix, String linkName) {

    static Place of(VirtualAddress address) {
      return new Place(address.prefix(), address.interfaceName());
    }
  }

  /** Returns addresses by their places, in which one is found at once, however many there are. */
  static Map<Place, VirtualAddress> places(Holdings holdings) {
    return holdings.all().collect(Collectors.toMap(Place::of, address -> address));
  }

  /** What a holding was configured with. */
  record Terms(Holdings holdings, @Nullable InstanceConfig config) {}

  Terms terms() {
    return new Terms(holdings, config);
  }

  void configure(InstanceConfig next) {
    config = next;
    hold(next.holdings());
  }

  /** Changes the static objects. */
  void configure(StaticConfig next) {
    hold(next.holdings());
    ofLinks = next.ofLinks();
  }

  private void hold(Holdings next) {
    if (!next.equals(holdings)) {
      texts = KernelRecords.texts(next);
      places = null;
    }
    holdings = next;
  }

  /** Whether these are the static objects, which do not move with a mastership. */
  boolean isStatic() {
    return config == null;
  }

  /**
   * Returns the configuration of the instance.
   *
   * @throws IllegalStateException for the static objects
   */
  InstanceConfig config() {
    if (config == null) {
      throw new IllegalStateException("static objects belong to no instance");
    }
    return config;
  }

  String name() {
    return config == null ? instance.name() : config.name();
  }

  Holdings holdings() {
    return holdings;
  }

  List<VirtualAddress> addresses() {
    return holdings.all().toList();
  }

  /** Returns the links, drops, addresses, routes and rules in the order in which they are added. */
  List<VirtualObject> objects() {
    return holdings.objects();
  }

  /** Returns the objects as texts for the state file; see {@link KernelRecords#texts}. */
  List<String> texts() {
    return texts;
  }

  /** Returns the drops of packets to the addresses. */
  List<VirtualDrop> drops() {
    return holdings.drops();
  }

  /** Returns the links with a virtual MAC address. */
  List<VirtualLink> links() {
    return holdings.links();
  }

  /** Whether packets to the address arrive through that link. */
  boolean isThrough(String link, VirtualAddress address) {
    return address.interfaceName().equals(link)
        || holdings.baseOf(address.interfaceName()).equals(link);
  }

  /** Returns the routes and rules. */
  List<VirtualObject> companions() {
    return Stream.<List<? extends VirtualObject>>of(holdings.routes(), holdings.rules())
        .<VirtualObject>flatMap(List::stream)
        .toList();
  }

  /** Returns the routes and rules that are put back if they are missing. */
  List<VirtualObject> trackedCompanions() {
    return companions().stream().filter(VirtualObject::tracked).toList();
  }

  /** Returns the addresses of which none is still to be added. */
  List<VirtualAddress> placed() {
    var all = addresses();
    return all.subList(0, Math.max(0, all.size() - unplaced));
  }

  /** Returns the instance's address at that place; empty if it has none there. */
  Optional<VirtualAddress> at(Place place) {
    return Optional.ofNullable(places().get(place));
  }

  /** Whether the address is among {@link #expected}. */
  boolean expects(VirtualAddress address) {
    return isExpected(address) && (unplaced == 0 || placed().contains(address));
  }

  private boolean isExpected(VirtualAddress address) {
    return !yielded || !address.duplicateAddressDetection();
  }

  /** Returns the addresses that must be present as long as the instance holds any. */
  List<VirtualAddress> expected() {
    return placed().stream().filter(this::isExpected).toList();
  }

  /** Plans to add all objects, some in each turn of the loop. */
  void planToAdd() {
    plan(Portions.of(objects()));
    unplaced = addresses().size();
  }

  /** Plans to remove objects, in the reverse of the order in which they are added. */
  void planToRemove(List<VirtualObject> unwanted) {
    plan(Portions.of(unwanted).reversed());
    unplaced = 0;
  }

  private void plan(List<List<VirtualObject>> next) {
    portions.clear();
    portions.addAll(next);
    refused = false;
  }

  /** Drops what is planned. */
  void planNothing() {
    plan(List.of());
    unplaced = 0;
  }

  /** Whether some objects are still to be added or removed. */
  boolean isUnderWay() {
    return !portions.isEmpty();
  }

  /** Returns the objects of the next turn, which {@link #portionDone} drops. */
  List<VirtualObject> portion() {
    return portions.getFirst();
  }

  /** Has the next turn be about all objects that are left. */
  void joinPortions() {
    var all = portions.stream().flatMap(List::stream).toList();
    portions.clear();
    portions.add(all);
  }

  /** Notes that the objects of a turn have been added or removed. */
  void portionDone() {
    unplaced = Math.max(0, unplaced - Portions.addresses(portions.removeFirst()).size());
  }

  /** Whether some objects are still to be added. */
  boolean isBeingAdded() {
    return wanted && isUnderWay();
  }

  boolean isHeld() {
    return standing == Standing.HELD;
  }

  /** Whether the instance wants its objects and they have been added. */
  boolean isServing() {
    return wanted && isHeld();
  }

  /**
   * Whether the object is among the instance's objects, regardless of the object's other
   * properties.
   */
  boolean has(VirtualObject object) {
    if (object instanceof VirtualAddress address) {
      return places().containsKey(Place.of(address));
    }
    if (object instanceof VirtualLink link) {
      return links().stream().anyMatch(held -> held.name().equals(link.name()));
    }
    if (object instanceof VirtualDrop drop) {
      return drops().contains(drop);
    }
    var sought = KernelRecords.identity(object);
    return companions().stream().anyMatch(held -> KernelRecords.identity(held).equals(sought));
  }

  private Map<Place, VirtualAddress> places() {
    var known = places;
    if (known == null) {
      known = places(holdings);
      places = known;
    }
    return known;
  }

  /** Counts an object that was restored after another program had removed it. */
  void restored(VirtualObject object) {
    boolean isOfLink = object instanceof VirtualAddress own && ofLinks.contains(own);
    restored.merge(isOfLink ? object.words() : object.kind(), 1L, Long::sum);
  }

  /** Returns how often an address was restored that a link of an instance has of its own. */
  long restoredOfLink(VirtualAddress ofLink) {
    return restored.getOrDefault(ofLink.words(), 0L);
  }

  /** Returns the number of restored objects of a kind. */
  long restored(String kind) {
    return restored.getOrDefault(kind, 0L);
  }
}
