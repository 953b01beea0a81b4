package org.holdfast.vrrp.io;

import java.util.HashMap;
import java.util.Map;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;

/**
 * What has changed while the kernel's answer to a question was on its way: of that the answer says
 * nothing new. Remembers nothing while no answer is awaited. Owned by the election loop.
 */
final class Changes {

  private final Map<Object, Long> when = new HashMap<>();
  private long clock;
  private int awaited;

  /** When a question was asked. */
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

  /** The answer to the question has come, or will not. */
  Since end(Mark mark) {
    var since = new Since(mark.at(), Map.copyOf(when));
    awaited--;
    if (awaited == 0) {
      when.clear();
    }
    return since;
  }

  /** What has changed since a question was asked. */
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
