package org.holdfast.ipvs.run;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps the table, the sync daemons and the timeouts from being as they are wanted. The log
 * gets each trouble once: not again until it has gone, and not for each keeper that meets it, such
 * as a missing module. For one thread.
 */
final class Troubles {

  private static final Logger log = LoggerFactory.getLogger(Troubles.class);

  /** The keepers of parts of IPVS. */
  enum Keeper {
    TABLE,
    DAEMONS,
    TIMEOUTS
  }

  private final Map<Keeper, String> present = new HashMap<>();
  private final Consumer<String> listener;

  /** The log hears of them. */
  Troubles() {
    this(why -> log.warn("IPVS: {}", why));
  }

  Troubles(Consumer<String> listener) {
    this.listener = listener;
  }

  /** The keeper's last work has failed. */
  void met(Keeper keeper, String why) {
    if (!present.containsValue(why)) {
      listener.accept(why);
    }
    present.put(keeper, why);
  }

  /** The keeper's last work has succeeded. */
  void over(Keeper keeper) {
    present.remove(keeper);
  }

  /** What the keeper's last work failed for; empty when it succeeded. */
  String of(Keeper keeper) {
    return present.getOrDefault(keeper, "");
  }
}
