package org.holdfast.agent.config.words;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.Section;

/** The keys of the checks that instances and sync groups track. */
public final class CheckTrackKeywords {

  /** The kinds that send packets; scripts, files and BFD sessions have tracks of their own. */
  private static final List<CheckKind> KINDS =
      List.of(
          CheckKind.TCP,
          CheckKind.HTTP,
          CheckKind.HTTPS,
          CheckKind.SMTP,
          CheckKind.DNS,
          CheckKind.UDP,
          CheckKind.PING);

  public static final Key<Long> WEIGHT =
      Key.standard(
          "weight",
          NumberType.from(-253, 253),
          "0",
          "0: a failure puts the instance in FAULT; positive: added to the priority while the check"
              + " succeeds; negative: subtracted while it fails");
  public static final Key<Boolean> REVERSE =
      Key.standard(
          "reverse",
          BooleanType.INSTANCE,
          "false",
          "whether success counts as failure and failure as success");

  public static final Map<CheckKind, Key<List<Entry<Fields>>>> BY_KIND = byKind();

  private CheckTrackKeywords() {}

  static List<Key<?>> keys() {
    return List.copyOf(BY_KIND.values());
  }

  private static Map<CheckKind, Key<List<Entry<Fields>>>> byKind() {
    var byKind = new EnumMap<CheckKind, Key<List<Entry<Fields>>>>(CheckKind.class);
    for (var kind : KINDS) {
      var section = (Section) kind.key().type();
      var keys = new ArrayList<Key<?>>(section.keys());
      keys.addAll(TimingKeywords.ALL);
      keys.add(WEIGHT);
      keys.add(REVERSE);
      var tracked =
          Section.of(
              "tracked " + kind.key() + " check",
              section.about()
                  + " The address and the port are required, as there is no server to take them"
                  + " from.",
              keys);
      byKind.put(
          kind,
          Key.optional(
              kind.key().name(),
              ListType.ofSome(tracked).orOne(),
              "none",
              "tracked checks; such a check succeeds if " + kind.key().meaning()));
    }
    return byKind;
  }
}
