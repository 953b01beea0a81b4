package org.holdfast.vrrp.io;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel refuses and why, logged when it begins and when it changes: what is wanted is
 * asked for again every few seconds, and the same refusal is no news. Owned by the kernel loop.
 */
final class Refusals {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  private final Map<String, String> standing = new HashMap<>();

  /**
   * Something was refused.
   *
   * @param what names the object and what was to be done with it
   */
  void refused(String what, String why) {
    if (!why.equals(standing.put(what, why))) {
      log.warn("{}", why);
    }
  }

  /** What may have been refused before is so no longer. */
  void settled(String what) {
    if (standing.remove(what) != null) {
      log.info("{} is refused no longer", what);
    }
  }

  /** Nobody wants it any longer. */
  void forget(String what) {
    standing.remove(what);
  }
}
