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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.linux.netlink.NetlinkSocket.Listing;
import org.holdfast.linux.route.ChangeOutcome;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.vrrp.VirtualObject;
import org.jspecify.annotations.Nullable;

/**
 * Objects that always carry our protocol number in the kernel, so that those of the host, alike in
 * all else, are told from them and stay. Owned by the kernel loop.
 *
 * @param <T> the object as it is configured
 * @param <R> the kernel's record of it
 */
abstract class MarkedTable<T extends VirtualObject, R> implements ObjectTable<T> {

  private final KernelRefusals refusals;
  private final Set<R> held = new HashSet<>();
  private final Set<R> refused = new HashSet<>();
  private final Map<Family, Found<R>> found = new EnumMap<>(Family.class);

  /** What the kernel listed, by {@link #place}. */
  private record Found<R>(Map<Object, List<R>> byPlace, boolean whole) {
    List<R> at(Object place) {
      return byPlace.getOrDefault(place, List.of());
    }
  }

  /**
   * Objects of ours, as the kernel shows them.
   *
   * @param whole whether there can be no others
   */
  record Foundlings<R>(List<R> entries, boolean whole) {}

  MarkedTable(KernelRefusals refusals) {
    this.refusals = refusals;
  }

  /** The kernel's record of a configured object, with our mark. */
  abstract R record(T configured);

  /** Adds them in order; an outcome for each. */
  abstract List<ChangeOutcome> add(List<R> records);

  abstract ChangeOutcome delete(R record);

  /** Lists at least those of a family that carry our mark. */
  abstract Listing<R> list(Family family);

  abstract Family family(R record);

  /** Equal for records that may be the same object: narrows the search for it. */
  abstract Object place(R record);

  /** Whether the kernel shows our record so, or another program's that does the same. */
  abstract boolean isSame(R ours, R present);

  abstract int protocol(R record);

  /** The same record by the hand of another program. */
  abstract R marked(R record, int protocol);

  /** The object in the life record. */
  abstract String text(R record);

  /** The object in messages, such as {@code route 192.0.2.0/24 via 10.0.0.1}. */
  abstract String name(R record);

  /** Why an object cannot be asked for at all; null when it can. */
  @Nullable String obstacle(T configured) {
    return null;
  }

  /** Why ALREADY_THERE does not mean that ours is there; null when it does. */
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

  /**
   * Notes what became of a record that was to be added; returns whether it was not there before.
   */
  private boolean note(R record, ChangeOutcome outcome) {
    if (outcome instanceof ChangeOutcome.Refused(var why)) {
      refused(record, String.valueOf(why.getMessage()));
      return false;
    }
    boolean done = outcome == ChangeOutcome.Settled.DONE;
    var other = done || held.contains(record) ? null : otherInItsPlace(record);
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
      refusals.forget(adding(record));
      held.remove(record);
      refused.remove(record);
      if (!(deleteFound(record) instanceof ChangeOutcome.Settled)) {
        left.add(configured);
      }
    }
    return left;
  }

  /** Removes an object as the kernel shows it. */
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

  /** Removes those that a killed keepalived left, which marks its objects with its own number. */
  void removeOfKeepalived(List<T> configured) {
    changed();
    configured.forEach(one -> delete(marked(record(one), Ownership.KEEPALIVED)));
  }

  /** Objects may have come or gone: the next question goes to the kernel. */
  void changed() {
    found.clear();
  }

  @Override
  public Set<T> present(List<T> asked) {
    return asked.stream()
        .filter(configured -> isPresent(record(configured)))
        .collect(Collectors.toSet());
  }

  private boolean isPresent(R record) {
    return isListed(record) || (!found(family(record)).whole() && held.contains(record));
  }

  /** Whether the kernel shows the record, with our mark or doing the same for another program. */
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

  /** All that carry our mark, except those that are wanted. */
  Foundlings<R> unwanted(Stream<T> wanted) {
    var kept = byPlace(wanted.map(this::record).toList());
    var unwanted = new ArrayList<R>();
    boolean whole = true;
    for (var family : Family.values()) {
      var listing = list(family);
      whole &= listing.whole();
      listing.entries().stream()
          .filter(one -> protocol(one) == RouteKernel.PROTOCOL)
          .filter(one ->
              kept.getOrDefault(place(one), List.of()).stream().noneMatch(w -> isSame(w, one)))
          .forEach(unwanted::add);
    }
    return new Foundlings<>(unwanted, whole);
  }

  @Override
  public boolean isHeld(T object) {
    return held.contains(record(object));
  }

  /** Whether the kernel has refused one that is wanted. */
  boolean hasRefused() {
    return !refused.isEmpty();
  }

  @Override
  public Optional<String> refusal(T object) {
    return refusals.reason(adding(record(object)));
  }
}
