package org.holdfast.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the kernel's reports of memberships in link-local IPv4 groups while the agent runs
 * (keepalived's disable_local_igmp). Concerns all links of the network namespace. After a crash the
 * setting stays.
 */
public final class LinkLocalIgmp implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LinkLocalIgmp.class);

  private static final Path SETTING = Path.of("/proc/sys/net/ipv4/igmp_link_local_mcast_reports");

  private static final String OFF = "0";

  private final Path setting;
  private final String before;

  private LinkLocalIgmp(Path setting, String before) {
    this.setting = setting;
    this.before = before;
  }

  /**
   * Stops the reports; to be called before a group is joined.
   *
   * @param wanted whether the reports are wanted, so that nothing is changed
   */
  public static LinkLocalIgmp begin(boolean wanted) {
    return begin(wanted, SETTING);
  }

  static LinkLocalIgmp begin(boolean wanted, Path setting) {
    var before = OFF;
    if (!wanted) {
      try {
        before = Files.readString(setting).strip();
        Files.writeString(setting, OFF);
      } catch (IOException e) {
        log.warn("IGMP for link-local groups cannot be turned off: {}", e.toString());
        before = OFF;
      }
    }
    return new LinkLocalIgmp(setting, before);
  }

  /** Restores the setting if it was changed. */
  @Override
  public void close() {
    if (before.equals(OFF)) {
      return;
    }
    try {
      Files.writeString(setting, before);
    } catch (IOException e) {
      log.warn("IGMP for link-local groups cannot be turned on again: {}", e.toString());
    }
  }
}
