package org.holdfast.agent.notify;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of what happens, beside the commands of each instance and server.
 *
 * @param priorityTold whether the FIFOs are told changes of priority of an instance that does not
 *     say it itself
 * @param statesOnReload whether the FIFOs are told how all stand after a reload
 * @param mail null for none
 * @param webhooks who hears of every event
 * @param commandLimit how long a notify command may run; null for as long as it takes
 */
public record NotificationsConfig(
    List<FifoConfig> fifos,
    boolean priorityTold,
    boolean statesOnReload,
    @Nullable MailConfig mail,
    List<WebhookConfig> webhooks,
    @Nullable Duration commandLimit) {

  /** Sends no notifications. */
  public static final NotificationsConfig NONE =
      new NotificationsConfig(List.of(), false, false, null, List.of(), null);

  public NotificationsConfig {
    fifos = List.copyOf(fifos);
    webhooks = List.copyOf(webhooks);
  }

  /**
   * Whether news of that kind is mailed.
   *
   * @param own what the instance, group or server says itself; null when it says nothing
   */
  public boolean isMailed(MailConfig.Subject subject, @Nullable Boolean own) {
    return mail != null && (own == null ? mail.subjects().contains(subject) : own);
  }
}
