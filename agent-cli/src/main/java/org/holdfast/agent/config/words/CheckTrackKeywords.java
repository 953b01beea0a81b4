package org.holdfast.agent.config.words;

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
    for (var kind : CheckKind.values()) {
      if (kind.canBeTracked()) {
        byKind.put(kind, key(kind));
      }
    }
    return byKind;
  }

  private static Key<List<Entry<Fields>>> key(CheckKind kind) {
    var section = kind.section();
    var tracked =
        Section.of(
                "tracked " + kind.key() + " check",
                section.about()
                    + " The address and the port are required, as there is no server to take them"
                    + " from.",
                section.keys())
            .plus(TimingKeywords.ALL)
            .plus(List.of(WEIGHT, REVERSE));
    return Key.optional(
        kind.key().name(),
        ListType.ofSome(tracked).orOne(),
        "none",
        "tracked checks; such a check succeeds if " + kind.key().meaning());
  }
}
