package org.holdfast.agent.snmp.agentx;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Objects with their values at one moment, and the answers to requests about them (RFC 2741 section
 * 7.2.3). Immutable.
 */
public final class MibView {

  /** The view without objects. */
  public static final MibView EMPTY = new MibView(new TreeMap<>());

  /**
   * Most bytes of values in one response. A request for more gets fewer repetitions than it asks
   * for; the master asks again.
   */
  static final int MOST_BYTES = 48 * 1024;

  private final NavigableMap<Oid, Value> objects;

  /**
   * @param objects copied
   */
  public MibView(NavigableMap<Oid, Value> objects) {
    this.objects = new TreeMap<>(objects);
  }

  /** Returns all objects in their order, as a copy. */
  public NavigableMap<Oid, Value> objects() {
    return new TreeMap<>(objects);
  }

  /** Answers with the value of each range's start. */
  public List<VarBind> get(Pdu.Get request) {
    var binds = new ArrayList<VarBind>();
    for (var range : request.ranges()) {
      var value = objects.get(range.start());
      binds.add(new VarBind(range.start(), value == null ? Value.NO_SUCH_INSTANCE : value));
    }
    return binds;
  }

  /** Answers with the first object of each range. */
  public List<VarBind> getNext(Pdu.GetNext request) {
    var binds = new ArrayList<VarBind>();
    request.ranges().forEach(range -> binds.add(next(range)));
    return binds;
  }

  /** Answers with one object of each non-repeater, and with several of each other range in turn. */
  public List<VarBind> getBulk(Pdu.GetBulk request) {
    var ranges = request.ranges();
    int once = Math.min(request.nonRepeaters(), ranges.size());
    var binds = new ArrayList<VarBind>();
    int bytes = 0;
    for (var range : ranges.subList(0, once)) {
      var found = next(range);
      bytes += PacketWriter.sizeOf(found);
      binds.add(found);
    }
    var going = new ArrayList<>(ranges.subList(once, ranges.size()));
    boolean more = !going.isEmpty();
    for (int turn = 0; more && turn < request.maxRepetitions(); turn++) {
      more = false;
      for (int i = 0; i < going.size(); i++) {
        var range = going.get(i);
        var found = next(range);
        more |= !isEnd(found);
        bytes += PacketWriter.sizeOf(found);
        binds.add(found);
        going.set(i, new SearchRange(found.name(), isEnd(found) && range.include(), range.end()));
      }
      more &= bytes < MOST_BYTES;
    }
    return binds;
  }

  private static boolean isEnd(VarBind found) {
    return found.value().type() == ValueType.END_OF_MIB_VIEW;
  }

  private VarBind next(SearchRange range) {
    var found =
        range.include() ? objects.ceilingEntry(range.start()) : objects.higherEntry(range.start());
    return found == null || !range.endsAfter(found.getKey())
        ? new VarBind(range.start(), Value.END_OF_MIB_VIEW)
        : new VarBind(found.getKey(), found.getValue());
  }
}
