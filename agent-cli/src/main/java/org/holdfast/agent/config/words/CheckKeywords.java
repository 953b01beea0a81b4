package org.holdfast.agent.config.words;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.Section;

/** The keys of the checks of servers. */
public final class CheckKeywords {

  /** The state of a server before its first check result. */
  public enum Start {
    UP,
    DOWN
  }

  public static final Key<Start> START =
      Key.derived(
          "start",
          ChoiceType.of("up", Start.UP, "down", Start.DOWN),
          "the server's start, else the virtual server's, else up",
          "up: the server serves until a check fails; down: it waits until its checks have passed");

  public static final Key<List<Entry<Fields>>> CHECK =
      Key.derived(
          "check",
          ListType.of(
                  Section.of(
                          "check",
                          "A check that a server must pass: exactly one of the kinds, and its"
                              + " timing.",
                          keys())
                      .withOneOf(CheckKind.keys())
                      .inheriting("check-timing", TimingKeywords.ALL))
              .orOne(),
          "the virtual server's checks, else none: the server is always up",
          "the checks that the server must pass; all of them must succeed; [] for none");

  private CheckKeywords() {}

  private static List<Key<?>> keys() {
    var keys = new ArrayList<Key<?>>(CheckKind.keys());
    keys.addAll(TimingKeywords.ALL);
    keys.add(START);
    return keys;
  }
}
