package org.holdfast.vrrp.io;

import java.util.HashMap;
import java.util.Map;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;

/**
 * Records which links and addresses changed between a query to the kernel and its answer, so that
 * the older answer does not overwrite them. Records nothing while no answer is awaited. Owned by
 * the election loop.
 */
final class Changes {

  private final Map<Object, Long> when = new HashMap<>();
  private long clock;
  private int awaited;

  /** The point at which a query was sent. */
  record Mark(long at) {}

  private record PlacedId(int link, LinkPlace.Id address) {}

  Mark begin() {
    awaited++;
    return new Mark(clock);
  }

  void ofLink(Link link) {
    note(link.name());
  }

  void ofAddress(LinkAddress address) {
    note(new PlacedId(address.link(), LinkPlace.Id.of(address)));
  }

  private void note(Object what) {
    if (awaited > 0) {
      when.put(what, ++clock);
    }
  }

  /** Ends a query, whether or not it was answered, and returns the changes since it was sent. */
  Since end(Mark mark) {
    var since = new Since(mark.at(), Map.copyOf(when));
    awaited--;
    if (awaited == 0) {
      when.clear();
    }
    return since;
  }

  /** The changes since a query was sent. */
  record Since(long at, Map<Object, Long> when) {

    boolean hasChanged(String link) {
      return isLater(link);
    }

    boolean hasChanged(LinkAddress address) {
      return hasChanged(address.link(), LinkPlace.Id.of(address));
    }

    boolean hasChanged(int link, LinkPlace.Id address) {
      return isLater(new PlacedId(link, address));
    }

    private boolean isLater(Object what) {
      var changed = when.get(what);
      return changed != null && changed > at;
    }
  }
}
