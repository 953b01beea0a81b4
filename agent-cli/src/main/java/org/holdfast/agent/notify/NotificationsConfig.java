package org.holdfast.agent.notify;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The receivers of notifications, in addition to the commands of each instance and server.
 *
 * @param priorityChanges whether the FIFOs receive changes of priority of an instance without its
 *     own setting
 * @param statesOnReload whether the FIFOs receive the states of all instances and groups after a
 *     reload
 * @param serversAtStart whether the FIFOs and the up commands also report servers that are up when
 *     they are first run
 * @param mail null for none
 * @param webhooks the receivers of every event
 * @param commandLimit the time limit of a notify command; null for none
 */
public record NotificationsConfig(
    List<FifoConfig> fifos,
    boolean priorityChanges,
    boolean statesOnReload,
    boolean serversAtStart,
    @Nullable MailConfig mail,
    List<WebhookConfig> webhooks,
    @Nullable Duration commandLimit) {

  /** Sends no notifications. */
  public static final NotificationsConfig NONE =
      new NotificationsConfig(List.of(), false, false, false, null, List.of(), null);

  public NotificationsConfig {
    fifos = List.copyOf(fifos);
    webhooks = List.copyOf(webhooks);
  }

  /** Whether notifications are sent over the network. */
  public boolean isNetworked() {
    return mail != null || !webhooks.isEmpty();
  }

  /**
   * Whether news of that kind is mailed.
   *
   * @param own the setting of the instance, group or server; null if it has none
   */
  public boolean isMailed(MailConfig.Subject subject, @Nullable Boolean own) {
    return mail != null && (own == null ? mail.subjects().contains(subject) : own);
  }
}
