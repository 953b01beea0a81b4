package org.holdfast.ipvs.run;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The problems that keep the table, the firewall marks, the sync daemons and the timeouts from the
 * wanted state. Each problem is logged once: not again until it has gone, and not again for other
 * keepers with the same problem, such as a missing module. Not thread-safe.
 */
final class KeeperProblems {

  private static final Logger log = LoggerFactory.getLogger(KeeperProblems.class);

  /** The keepers of parts of IPVS. */
  enum Keeper {
    TABLE,
    MARKS,
    DAEMONS,
    TIMEOUTS
  }

  private final Map<Keeper, String> present = new HashMap<>();
  private final Consumer<String> listener;

  /** Creates an instance that logs the problems. */
  KeeperProblems() {
    this(why -> log.warn("IPVS: {}", why));
  }

  KeeperProblems(Consumer<String> listener) {
    this.listener = listener;
  }

  /** Records that the keeper's last work has failed. */
  void failed(Keeper keeper, String why) {
    if (!present.containsValue(why)) {
      listener.accept(why);
    }
    present.put(keeper, why);
  }

  /** Records that the keeper's last work has succeeded. */
  void succeeded(Keeper keeper) {
    present.remove(keeper);
  }

  /** The reason why the keeper's last work failed; empty when it succeeded. */
  String of(Keeper keeper) {
    return present.getOrDefault(keeper, "");
  }
}
