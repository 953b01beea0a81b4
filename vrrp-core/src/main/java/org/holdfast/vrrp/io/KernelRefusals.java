package org.holdfast.vrrp.io;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records which requests the kernel refuses and why. A refusal is logged when it begins and when
 * its reason changes, because each request is repeated every few seconds. Owned by the kernel loop.
 */
final class KernelRefusals {

  private static final Logger log = LoggerFactory.getLogger(KernelRefusals.class);

  private final Map<String, String> standing = new HashMap<>();

  /**
   * Records a refusal.
   *
   * @param what names the object and the operation
   * @param why the reason, logged as it is
   */
  void refused(String what, String why) {
    if (!why.equals(standing.put(what, why))) {
      log.warn("{}", why);
    }
  }

  /** Returns the reason why a request is refused; empty if it is not. */
  Optional<String> reason(String what) {
    return Optional.ofNullable(standing.get(what));
  }

  /** Ends a refusal, if there was one. */
  void settled(String what) {
    if (standing.remove(what) != null) {
      log.info("{} is no longer refused", what);
    }
  }

  /** Forgets a request that is no longer wanted. */
  void forget(String what) {
    standing.remove(what);
  }
}
