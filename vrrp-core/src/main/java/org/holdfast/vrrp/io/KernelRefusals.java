package org.holdfast.vrrp.io;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel refuses and why. A refusal is logged when it begins and when its reason changes:
 * what is wanted is asked for again every few seconds. Owned by the kernel loop.
 */
final class KernelRefusals {

  private static final Logger log = LoggerFactory.getLogger(KernelRefusals.class);

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

  /** Why something is refused; empty when it is not. */
  Optional<String> reason(String what) {
    return Optional.ofNullable(standing.get(what));
  }

  /** It is no longer refused, if it was. */
  void settled(String what) {
    if (standing.remove(what) != null) {
      log.info("{} is refused no longer", what);
    }
  }

  /** It is no longer wanted. */
  void forget(String what) {
    standing.remove(what);
  }
}
