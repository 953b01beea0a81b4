package org.holdfast.agent.config.words;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.Section;

/** The table's part for the checks of servers. */
public final class CheckKeywords {

  /** Whether a server waits for a check before it serves. */
  public enum Start {
    UP,
    DOWN
  }

  public static final Key<Start> START =
      Key.optional(
          "start",
          ChoiceType.of("up", Start.UP, "down", Start.DOWN),
          "the server's, else the virtual server's, else up",
          "up serves until a check fails, down waits until the checks have passed");

  public static final Key<List<Entry<Fields>>> CHECK =
      Key.optional(
          "check",
          ListType.of(
                  Section.of(
                          "check",
                          "What a server must pass. It has exactly one of the kinds, and when it"
                              + " runs. keepalived's log_all_failures has no place: the status"
                              + " counts all.",
                          keys())
                      .withOneOf(CheckKind.keys())
                      .inheriting("check-timing", TimingKeywords.ALL))
              .orOne(),
          "the virtual server's, else none: always up",
          "what it must pass, all of it; [] for nothing");

  private CheckKeywords() {}

  private static List<Key<?>> keys() {
    var keys = new ArrayList<Key<?>>(CheckKind.keys());
    keys.addAll(TimingKeywords.ALL);
    keys.add(START);
    return keys;
  }
}
