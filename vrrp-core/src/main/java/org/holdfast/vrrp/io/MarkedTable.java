package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.linux.netlink.NetlinkSocket.Listing;
import org.holdfast.linux.route.ChangeOutcome;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.vrrp.VirtualObject;
import org.jspecify.annotations.Nullable;

/**
 * A table of objects that carry our protocol number in the kernel, which distinguishes them from
 * the host's otherwise equal objects. An object that is configured with another number is ours only
 * if this run has added it or the state file names it. Owned by the kernel loop.
 *
 * @param <T> the object as configured
 * @param <R> the kernel's record of the object
 */
abstract class MarkedTable<T extends VirtualObject, R> implements ObjectTable<T> {

  private final KernelRefusals refusals;
  private final Predicate<String> recorded;
  private final Set<R> held = new HashSet<>();
  private final Set<R> refused = new HashSet<>();
  private final Map<Family, Found<R>> found = new EnumMap<>(Family.class);

  /** The objects that the kernel listed, by {@link #place}. */
  private record Found<R>(Map<Object, List<R>> byPlace, boolean whole) {
    List<R> at(Object place) {
      return byPlace.getOrDefault(place, List.of());
    }
  }

  /**
   * Our own objects as the kernel shows them.
   *
   * @param whole whether the list is complete
   */
  record OwnObjects<R>(List<R> entries, boolean whole) {}

  /**
   * @param recorded whether an earlier run has recorded an object's text
   */
  MarkedTable(KernelRefusals refusals, Predicate<String> recorded) {
    this.refusals = refusals;
    this.recorded = recorded;
  }

  /** Returns the kernel's record of a configured object, with our mark. */
  abstract R record(T configured);

  /** Adds records in order; returns an outcome for each. */
  abstract List<ChangeOutcome> add(List<R> records);

  abstract ChangeOutcome delete(R record);

  /**
   * Lists at least the objects of a family that carry our mark or the number that a configured or
   * recorded object has instead.
   */
  abstract Listing<R> list(Family family);

  abstract Family family(R record);

  /**
   * Returns a key that is equal for records that may be the same object, which narrows the search.
   */
  abstract Object place(R record);

  /** Whether a present record is ours, or another program's that has the same effect. */
  abstract boolean isSame(R ours, R present);

  abstract int protocol(R record);

  /** Returns the same record with another protocol number. */
  abstract R marked(R record, int protocol);

  /** Returns the object's text in the state file. */
  abstract String text(R record);

  /** Returns the object's name in messages, such as {@code route 192.0.2.0/24 via 10.0.0.1}. */
  abstract String name(R record);

  /** Returns the reason why the object cannot be added now; null if it can. */
  @Nullable String obstacle(T configured) {
    return null;
  }

  /**
   * Returns the reason why ALREADY_THERE does not mean that our object is present; null if it does.
   */
  @Nullable String otherInItsPlace(R record) {
    return null;
  }

  @Override
  public Set<T> put(List<T> wanted) {
    var records = new LinkedHashMap<T, R>();
    for (var configured : wanted) {
      var record = record(configured);
      var obstacle = obstacle(configured);
      if (obstacle == null) {
        records.put(configured, record);
      } else {
        refused(record, obstacle);
      }
    }
    var outcomes = add(List.copyOf(records.values())).iterator();
    var fresh = new LinkedHashSet<T>();
    records.forEach((configured, record) -> {
      if (note(record, outcomes.next())) {
        fresh.add(configured);
      }
    });
    return fresh;
  }

  /** Records the outcome of adding a record; returns whether the record was not present before. */
  private boolean note(R record, ChangeOutcome outcome) {
    if (outcome instanceof ChangeOutcome.Refused(var why)) {
      refused(record, String.valueOf(why.getMessage()));
      return false;
    }
    boolean done = outcome == ChangeOutcome.Settled.DONE;
    var other = done || held.contains(record) ? null : foreign(record);
    if (other != null) {
      refused(record, other);
      return false;
    }
    if (done) {
      changed();
    }
    held.add(record);
    refused.remove(record);
    refusals.settled(adding(record));
    return done;
  }

  private @Nullable String foreign(R record) {
    return isOurs(record)
        ? otherInItsPlace(record)
        : "%s is not added: the host already has it".formatted(name(record));
  }

  /** Whether this agent may remove an object that is present. */
  private boolean isOurs(R record) {
    return protocol(record) == RouteKernel.PROTOCOL
        || held.contains(record)
        || recorded.test(text(record));
  }

  private void refused(R record, String why) {
    held.remove(record);
    refused.add(record);
    changed();
    refusals.refused(adding(record), why);
  }

  private String adding(R record) {
    return "add " + name(record);
  }

  @Override
  public List<T> remove(List<T> unwanted) {
    var left = new ArrayList<T>();
    for (var configured : unwanted) {
      var record = record(configured);
      boolean ours = isOurs(record);
      refusals.forget(adding(record));
      held.remove(record);
      refused.remove(record);
      if (ours && !(deleteFound(record) instanceof ChangeOutcome.Settled)) {
        left.add(configured);
      }
    }
    return left;
  }

  /** Removes a present object. */
  ChangeOutcome deleteFound(R record) {
    changed();
    var outcome = delete(record);
    var what = "delete " + name(record);
    if (outcome instanceof ChangeOutcome.Refused(var why)) {
      refusals.refused(what, String.valueOf(why.getMessage()));
    } else {
      refusals.settled(what);
    }
    return outcome;
  }

  /** Removes objects that a killed keepalived left, which carry keepalived's protocol number. */
  void removeOfKeepalived(List<T> configured) {
    changed();
    configured.forEach(one -> delete(marked(record(one), Ownership.KEEPALIVED)));
  }

  /** Drops the cached list, because objects may have been added or removed. */
  void changed() {
    found.clear();
  }

  @Override
  public Set<T> present(List<T> candidates) {
    return candidates.stream()
        .filter(configured -> isPresent(record(configured)))
        .collect(Collectors.toSet());
  }

  private boolean isPresent(R record) {
    return isListed(record) || (!found(family(record)).whole() && held.contains(record));
  }

  /**
   * Whether the kernel lists the record, with our mark or as another program's with the same
   * effect.
   */
  boolean isListed(R record) {
    return found(family(record)).at(place(record)).stream().anyMatch(one -> isSame(record, one));
  }

  private Found<R> found(Family family) {
    return found.computeIfAbsent(
        family,
        _ -> {
          var listing = list(family);
          return new Found<>(byPlace(listing.entries()), listing.whole());
        });
  }

  private Map<Object, List<R>> byPlace(Collection<R> records) {
    var index = new HashMap<Object, List<R>>();
    records.forEach(one -> index.computeIfAbsent(place(one), _ -> new ArrayList<>(1)).add(one));
    return index;
  }

  /** Returns the objects with our mark, and those on record, that are not wanted. */
  OwnObjects<R> unwanted(Stream<T> wanted) {
    var kept = byPlace(wanted.map(this::record).toList());
    var unwanted = new ArrayList<R>();
    boolean whole = true;
    for (var family : Family.values()) {
      var listing = list(family);
      whole &= listing.whole();
      listing.entries().stream()
          .filter(one -> protocol(one) == RouteKernel.PROTOCOL || recorded.test(text(one)))
          .filter(one ->
              kept.getOrDefault(place(one), List.of()).stream().noneMatch(w -> isSame(w, one)))
          .forEach(unwanted::add);
    }
    return new OwnObjects<>(unwanted, whole);
  }

  @Override
  public boolean isHeld(T object) {
    return held.contains(record(object));
  }

  /** Whether the kernel has refused a wanted object. */
  boolean hasRefused() {
    return !refused.isEmpty();
  }

  @Override
  public Optional<String> refusal(T object) {
    return refusals.reason(adding(record(object)));
  }
}
