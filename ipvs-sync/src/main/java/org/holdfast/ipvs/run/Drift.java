package org.holdfast.ipvs.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.ipvs.ServiceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects changes by other programs, by service; each is reported and counted once. */
final class Drift {

  private static final Logger log = LoggerFactory.getLogger(Drift.class);

  private static final int MOST_LINES = 10;

  private final Map<ServiceKey, List<String>> found = new LinkedHashMap<>();
  private final IpvsListener listener;
  private long repairs;

  Drift(IpvsListener listener) {
    this.listener = listener;
  }

  /** Records changes of a service, each in a few words; an empty list means no drift. */
  void found(TableEntry entry, List<String> changes) {
    if (changes.isEmpty()) {
      return;
    }
    var words = found.get(entry.key());
    if (words == null) {
      words = new ArrayList<>();
      found.put(entry.key(), words);
      repairs++;
      entry.countRepair();
    }
    words.addAll(changes);
  }

  /** Reports the changes since the last time, at most as many as an operator would read. */
  void report() {
    found.entrySet().stream()
        .limit(MOST_LINES)
        .forEach(each -> report(each.getKey(), each.getValue()));
    if (found.size() > MOST_LINES) {
      log.warn("IPVS: {} more services were changed, repairing", found.size() - MOST_LINES);
      listener.repairedMore(found.size() - MOST_LINES);
    }
    found.clear();
  }

  private void report(ServiceKey service, List<String> changes) {
    log.warn(
        "IPVS service {} was changed by another program, repairing: {}",
        service.words(),
        String.join(", ", changes));
    listener.repaired(service, changes);
  }

  /** The number of times that a service was found changed. */
  long repairs() {
    return repairs;
  }
}
