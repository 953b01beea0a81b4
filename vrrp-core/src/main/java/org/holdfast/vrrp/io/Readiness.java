package org.holdfast.vrrp.io;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.holdfast.vrrp.ElectionTerms.Handover;

/**
 * Lets another part, such as the load balancer's table or an operator's command, prepare before an
 * instance's addresses are added and clean up after they are removed. All methods are called on the
 * kernel loop and return at once.
 */
public interface Readiness {

  /** The default of {@link #patience}; an old master's wait for its successor allows for it. */
  Duration PATIENCE = Handover.READINESS;

  /**
   * Called when the instance is master and is about to add its addresses.
   *
   * @return completed, by any thread, when the addresses may be added; a failure does not prevent
   *     that
   */
  CompletionStage<Void> beforeAddresses(InstanceId instance);

  /** Returns how long the instance's addresses wait for this part. */
  default Duration patience(InstanceId instance) {
    return PATIENCE;
  }

  /**
   * Called at the start of an instance that is not master, but serves for a while with the
   * addresses of an earlier run, until their successor does. It ends with {@link #afterAddresses},
   * or with {@link #beforeAddresses} if the instance becomes master.
   */
  default void keepsAddresses(InstanceId instance) {}

  /** Called after the instance has added its addresses, except any that the kernel refused. */
  default void haveAddresses(InstanceId instance) {}

  /**
   * Called after the instance has removed its addresses; also for an instance that never held any.
   */
  default void afterAddresses(InstanceId instance) {}
}
