package org.holdfast.agent.config;

import org.holdfast.vrrp.NotifyCommands;

/** Writes the commands that transitions run. */
final class NotifyWriter {

  private NotifyWriter() {}

  /**
   * @param draft of an instance's or a sync group's section; the latter has not all of them
   */
  static Draft commands(Draft draft, NotifyCommands commands) {
    return draft
        .put(NotifyKeywords.MASTER, commands.master())
        .put(NotifyKeywords.BACKUP, commands.backup())
        .put(NotifyKeywords.FAULT, commands.fault())
        .put(NotifyKeywords.STOP, commands.stop())
        .put(NotifyKeywords.DELETED, commands.deleted())
        .put(NotifyKeywords.LOWER_PRIORITY, commands.lowerPriority())
        .put(NotifyKeywords.ANY, commands.any());
  }
}
